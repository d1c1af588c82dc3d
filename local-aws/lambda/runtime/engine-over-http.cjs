'use strict';

/**
 * CDK's provider framework answers CloudFormation with `https.request({ hostname, path })`: always TLS, and it drops the
 * port of the ResponseURL (`cfn-response.js` of the framework's asset). On AWS that is right, for the URL is one of S3. The
 * engine speaks plain HTTP on a port of its own, so a TLS request to the engine's host that names no port goes there.
 * Everything else passes unchanged.
 */
const http = require('node:http');
const https = require('node:https');

const engine = new URL(process.env.AWS_ENDPOINT_URL);
const request = https.request;

https.request = (options, ...rest) =>
  options.hostname === engine.hostname && !options.port
    ? http.request({ ...options, port: engine.port }, ...rest)
    : request(options, ...rest);
