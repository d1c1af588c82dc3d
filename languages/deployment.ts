import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { CdkCli, LocalAws, Receiver } from '../local-aws';

/*
 * Deploys the first program of a folder to the local engine, with the real CDK CLI, until mail is signed. A process of its own,
 * so that the PATH is that of the program's language.
 */
const DOMAIN = 'example.com';
const TEN_MINUTES = 10 * 60_000;

async function deploy(folder: string): Promise<string> {
  const aws = await LocalAws.start();
  try {
    const route53 = new Route53Client(aws.clientConfig());
    const ses = new SESv2Client(aws.clientConfig());
    const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name: DOMAIN, CallerReference: 'languages' }));
    const hostedZoneId = HostedZone!.Id!.replace('/hostedzone/', '');
    await route53.send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: hostedZoneId,
      ChangeBatch: {
        Changes: [{
          Action: 'CREATE',
          ResourceRecordSet: { Name: `_dmarc.${DOMAIN}`, Type: 'TXT', TTL: 300, ResourceRecords: [{ Value: '"v=DMARC1; p=reject"' }] },
        }],
      },
    }));

    aws.clock.run(60);
    const { code, output } = await new CdkCli(aws.environment()).deploy(folder, 'Mail', { domainName: DOMAIN, hostedZoneId });
    aws.clock.pause();
    if (code !== 0) {
      throw new Error(`cdk deploy ended with ${code}:\n${output}`);
    }

    await aws.clock.advance(TEN_MINUTES); // until SES has seen the records
    await ses.send(new SendEmailCommand({
      FromEmailAddress: `news@${DOMAIN}`,
      Destination: { ToAddresses: ['reader@receiver.example'] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Deployed by a program in another language.' } } } },
    }));
    const { dkim, dmarc } = await new Receiver(aws.route53.lookup).judge(aws.ses.outbox.at(-1)!, DOMAIN);
    if (dkim !== 'pass' || dmarc !== 'pass') {
      throw new Error(`mail should be signed: dkim=${dkim} dmarc=${dmarc}`);
    }
    return `dkim=${dkim} dmarc=${dmarc}`;
  } finally {
    await aws.stop();
  }
}

deploy(process.argv[2]).then(console.log, (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
