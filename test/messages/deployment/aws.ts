import { ChangeResourceRecordSetsCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateEmailIdentityCommand, DeleteEmailIdentityCommand, GetEmailIdentityCommand, PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimSigningAttributesCommand, SESv2Client,
} from '@aws-sdk/client-sesv2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { HostedZone } from '../../../lambda/aws/hosted-zone';
import { Roles } from '../../../lambda/aws/roles';
import { SecretKeys } from '../../../lambda/aws/secret-keys';
import { SesIdentities } from '../../../lambda/aws/ses-identities';
import { awsError, impatient } from '../../lambda/aws/impatient';
import { type Mistakes, PEM } from '../mistakes';

const region = 'eu-west-1';
const clients = {
  ses: new SESv2Client({ region }),
  route53: new Route53Client({ region }),
  secrets: new SecretsManagerClient({ region }),
  sts: new STSClient({ region }),
};
const ses = mockClient(clients.ses);
const route53 = mockClient(clients.route53);
const secrets = mockClient(clients.secrets);
const sts = mockClient(clients.sts);

const identities = () => new SesIdentities({
  client: clients.ses, attempts: impatient().attempts, region, identityArn: (domain) => `arn:aws:ses:${region}:1:identity/${domain}`, privateKey: async () => PEM,
});
const zone = () => new HostedZone(clients.route53, impatient().attempts, 'Z1');
const keys = () => new SecretKeys(clients.secrets, impatient().attempts);
const denied = (action: string) => awsError('AccessDeniedException', 403, `User: arn:aws:sts::1:assumed-role/Deploy is not authorized to perform: ${action}`);
const STORED = { kind: 'STORED', secretId: 'dkim/mail', selector: 'mail' } as const;
const RECORD = { name: 'mail._domainkey.example.com', type: 'TXT', ttl: 1800, values: ['v=DKIM1; p=AAAA'] };
const KEY = { selector: 'mail', fingerprint: 'f', value: 'v', bits: 2048, version: { secretId: 's', versionId: 'v1' } };

export function resetAws(): void {
  [ses, route53, secrets, sts].forEach((client) => client.reset());
}

/** What AWS refuses, and what the handler makes of it. */
export const aws: Mistakes<void> = {
  'no permission to create an identity': () => {
    ses.on(CreateEmailIdentityCommand).rejects(denied('ses:CreateEmailIdentity'));
    return identities().create('example.com', { tags: {} });
  },
  'too many identities': () => {
    ses.on(CreateEmailIdentityCommand).rejects(awsError('LimitExceededException', 400, 'Maximum number of identities reached'));
    return identities().create('example.com', { tags: {} });
  },
  'a configuration set that is not there': () => {
    ses.on(PutEmailIdentityConfigurationSetAttributesCommand).rejects(awsError('NotFoundException', 404, 'Configuration set <mine> does not exist.'));
    return identities().putConfigurationSet('example.com', 'mine');
  },
  'an identity that other Regions use': () => {
    ses.on(DeleteEmailIdentityCommand).rejects(awsError('BadRequestException', 400, 'The identity is used as a parent'));
    ses.on(GetEmailIdentityCommand).resolves({});
    return identities().delete('example.com');
  },
  'a key that SES refuses, with the key in its answer': () => {
    ses.on(PutEmailIdentityDkimSigningAttributesCommand).rejects(awsError('BadRequestException', 400, `Invalid private key ${PEM}`));
    return identities().putSigning('example.com', { origin: 'EXTERNAL', key: KEY });
  },
  'a second change of the length of Easy DKIM\'s key in a day': () => {
    ses.on(PutEmailIdentityDkimSigningAttributesCommand).rejects(awsError('BadRequestException', 400, 'Signing key length can be changed once in 24 hours'));
    return identities().putSigning('example.com', { origin: 'AWS_SES', keyLength: 'RSA_1024_BIT' });
  },
  'no permission to write records': () => {
    route53.on(ChangeResourceRecordSetsCommand).rejects(denied('route53:ChangeResourceRecordSets'));
    return zone().change({ create: [RECORD], remove: [] });
  },
  'no permission to read records': () => {
    route53.on(ListResourceRecordSetsCommand).rejects(denied('route53:ListResourceRecordSets'));
    return zone().at('mail._domainkey.example.com');
  },
  'no permission to read a secret': () => {
    secrets.on(GetSecretValueCommand).rejects(denied('secretsmanager:GetSecretValue'));
    return keys().view(STORED, 'example.com', []);
  },
  'no permission to decrypt a secret': () => {
    secrets.on(GetSecretValueCommand).rejects(awsError('AccessDeniedException', 400, 'Access to KMS is not allowed'));
    return keys().view(STORED, 'example.com', []);
  },
  'no permission to see a secret': () => {
    secrets.on(DescribeSecretCommand).rejects(denied('secretsmanager:DescribeSecret'));
    return keys().tags('dkim/mail');
  },
  'a secret that takes no key': () => {
    secrets.on(PutSecretValueCommand).rejects(awsError('LimitExceededException', 400, 'The secret has too many versions'));
    return keys().make({ secretId: 'dkim/mail', domainName: 'example.com', keyLength: 1024, versionId: 'v1', label: 'AWSCURRENT' });
  },
  'a role that is not there': () => {
    sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 403, 'not authorized to perform: sts:AssumeRole'));
    return new Roles(() => clients.sts, impatient().attempts, region).credentials('arn:aws:iam::444455556666:role/dns', 'example.com')();
  },
  'a Region that the role\'s account has not opted in to': () => {
    sts.on(AssumeRoleCommand).rejects(awsError('RegionDisabledException', 403, 'STS is not activated in this region'));
    return new Roles(() => clients.sts, impatient().attempts, region).credentials('arn:aws:iam::444455556666:role/dns', 'example.com')();
  },
};
