'use strict';

/**
 * A function's own questions to DNS go to the engine: those to no server in particular, and those to any public resolver, to
 * its recursive resolver; and those to a name server of the engine's to that one. Such a server's address, 198.18.h.l, tells
 * its port, 256 h + l, as in route53/dns/name-servers.ts.
 */
const dns = require('node:dns');

const resolver = process.env.LOCAL_AWS_DNS;
const setServers = dns.setServers;

function ofEngine(server) {
  const [, high, low] = /^198\.18\.(\d+)\.(\d+)(?::53)?$/.exec(server) ?? [];
  return high === undefined ? resolver : `127.0.0.1:${Number(high) * 256 + Number(low)}`;
}

setServers([resolver]);
for (const api of [dns, dns.promises]) {
  api.setServers = (servers) => setServers(servers.map(ofEngine));
  api.Resolver = class extends api.Resolver {
    constructor(options) {
      super(options);
      super.setServers([resolver]);
    }

    setServers(servers) {
      super.setServers(servers.map(ofEngine));
    }
  };
}
