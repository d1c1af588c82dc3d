/** Regions whose CNAME targets are in a zone of their own. [DOC AWS General Reference, SES endpoints: DKIM domains] */
const REGIONAL_ZONES = [
  'af-south-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-5', 'ca-west-1', 'ap-northeast-3', 'eu-south-1', 'eu-central-2', 'il-central-1',
  'me-central-1', 'us-gov-east-1',
];

export function signingHostedZoneOf(region: string): string {
  return REGIONAL_ZONES.includes(region) ? `dkim.${region}.amazonses.com` : 'dkim.amazonses.com';
}
