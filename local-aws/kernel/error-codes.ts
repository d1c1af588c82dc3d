import type { ServiceApi } from './service';

/*
 * What the services call the errors that every service has.
 */

const isXml = ({ protocol }: ServiceApi) => protocol === 'query' || protocol === 'rest-xml' || protocol === 's3';

/** [DOC common errors of the query and REST-XML services, and of the JSON services] */
export const accessDeniedCode = (api: ServiceApi): string => isXml(api) ? 'AccessDenied' : 'AccessDeniedException';

/** [DOC Common Errors: ValidationError, ValidationException; BadRequestException of SESv2; InvalidInput of Route 53] */
export function validationCode({ signingName, protocol }: ServiceApi): string {
  switch (`${signingName} ${protocol}`) {
    case 'ses rest-json':
      return 'BadRequestException';
    case 'route53 rest-xml':
      return 'InvalidInput';
    default:
      return protocol === 'query' ? 'ValidationError' : 'ValidationException';
  }
}
