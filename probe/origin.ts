import type { DkimSigningAttributesOrigin } from '@aws-sdk/client-sesv2';

/** `eu-west-1` → `AWS_SES_EU_WEST_1` [DOC API_DkimSigningAttributes] */
export function originOf(region: string): DkimSigningAttributesOrigin {
  return `AWS_SES_${region.toUpperCase().replace(/-/g, '_')}` as DkimSigningAttributesOrigin;
}
