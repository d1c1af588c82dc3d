import type { WaitingEvent } from '../../../lambda/verification/verified';
import { encodeSesVerification, type SesVerificationRequest } from '../../../src/contract/ses-verification';

export const NOON = new Date('2026-01-01T12:00:00Z');

export const REQUEST: SesVerificationRequest = {
  domainName: 'example.com',
  signing: 'BYODKIM mail f',
  records: [{ name: 'mail._domainkey.example.com', recordType: 'TXT', value: 'v=DKIM1; k=rsa; p=AAAA' }],
  waitSeconds: 600,
};

/** As the provider framework asks: with what the beginning of the wait added. */
export const waitingEvent = (change: Partial<Record<keyof WaitingEvent, string>> = {}) => ({
  RequestType: 'Create',
  ServiceToken: 'arn:lambda',
  ResponseURL: 'https://cloudformation.example/response',
  StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Verification',
  PhysicalResourceId: 'example.com',
  ResourceType: 'Custom::SesVerification',
  ResourceProperties: { ServiceToken: 'arn:lambda', ...encodeSesVerification(REQUEST) },
  Deadline: new Date(NOON.getTime() + 1).toISOString(),
  RollingBack: 'false',
  ...change,
}) as unknown as WaitingEvent;
