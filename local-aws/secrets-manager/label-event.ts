import type { Secret } from './secret';
import type { ServiceEvent } from '../events';

const SILENT = ['AWSPENDING', 'AWSPREVIOUS'];

/**
 * For every label but two that comes to a version. It is assumed that the first version of a new secret has one, too.
 * [DOC Secrets Manager, event-detail-secret-label-updated]
 */
export function labelUpdated({ arn, name }: Secret, label: string, versionId: string): ServiceEvent | undefined {
  return SILENT.includes(label) ? undefined : {
    source: 'aws.secretsmanager',
    detailType: 'Secret Label Updated',
    resources: [arn],
    detail: { name, labelUpdated: label, versionId },
  };
}
