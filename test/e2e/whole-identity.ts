import type { Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { DOMAIN, type World } from './world';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps } from '../../src';

/** An identity with all of its records, in the world of the test that runs. */
export function wholeIdentity(world: () => World) {
  return {
    /** @param fails the deployment, when the identity is done */
    define: (props: (stack: Stack) => Partial<DomainIdentityProps>, fails = false) => (stack: Stack) => {
      const identity = new DomainIdentity(stack, 'Identity', {
        domainName: DOMAIN, dns: world().zone(stack), mailFrom: { subdomain: 'bounce' }, dmarc: {}, ...props(stack),
      });
      if (fails) {
        new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(identity); // exists, so that it fails
      }
    },
    /** A key of the length that takes the host the least time. */
    generated: () => ({ dkim: Dkim.byoDkim({ key: DkimKey.generate({ keyLength: 1024 }), rotation: {} }) }),
    /** With the key in the secret `dkim/a`. */
    stored: (stack: Stack) => ({ dkim: Dkim.byoDkim({ key: world().key(stack, 'a') }) }),
  };
}
