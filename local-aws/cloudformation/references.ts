import { attributeOf, intrinsicOf, SUBSTITUTION, substitutionOf } from './intrinsics';

/** That a value needs another resource: by `Ref`, or by `Fn::GetAtt` of an attribute. */
export interface Reference {
  readonly name: string;
  readonly attribute?: string;
}

/** Every name that a value refers to, parameters and pseudo parameters among them. */
export function referencesIn(value: unknown): Reference[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  if (value === null || typeof value !== 'object') {
    return [];
  }
  const [name, argument] = intrinsicOf(value) ?? [];
  switch (name) {
    case 'Ref':
      return [{ name: String(argument) }];
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = attributeOf(argument);
      return typeof attribute === 'string' ? [{ name: logicalId, attribute }] : [{ name: logicalId }, ...referencesIn(attribute)];
    }
    case 'Fn::Sub': {
      const [template, variables] = substitutionOf(argument);
      const names = [...template.matchAll(SUBSTITUTION)].filter(([, literal]) => !literal).map(([, , text]) => text.trim());
      return [
        ...names.filter((text) => !(text in variables)).map((text) => {
          const [first, ...rest] = text.split('.');
          return rest.length > 0 ? { name: first, attribute: rest.join('.') } : { name: first };
        }),
        ...referencesIn(variables),
      ];
    }
    default:
      return Object.values(value).flatMap(referencesIn);
  }
}
