import type { Subject } from '../journal';
import type { StackRef } from '../variants';

type Run = Pick<Subject, 'run'>;

/** A subdomain of the scenario's own. */
export const domainOf = ({ run, domainName }: Pick<Subject, 'run' | 'domainName'>, scenario: string): string => `${scenario}-${run}.${domainName}`;

export const stackOf = ({ run }: Run, scenario: string, region: string): StackRef => ({ name: `CdkSesDkimAcceptance-${run}-${scenario}`, region });

export const secretOf = ({ run }: Run, scenario: string, label: string): string => `cdk-ses-dkim-acceptance/${run}/${scenario}/${label}`;
