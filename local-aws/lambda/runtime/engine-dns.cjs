'use strict';

/** A function's own questions to DNS go to the engine's name server, which answers for every zone there is. */
const dns = require('node:dns');

const servers = [process.env.LOCAL_AWS_DNS];

dns.setServers(servers);
for (const api of [dns, dns.promises]) {
  api.Resolver = class extends api.Resolver {
    constructor(options) {
      super(options);
      this.setServers(servers);
    }
  };
}
