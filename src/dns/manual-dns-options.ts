/**
 * Options of records that are published by hand.
 */
export interface ManualDnsOptions {
  /**
   * Whether the stack has an output with the records: a line for each, with type, name and value.
   *
   * Turn it off if the records are there already, or if you make outputs of your own from
   * `DomainIdentity.dnsRecordsText`, `dnsRecordsZoneFile` or `dnsRecordsJson`. A stack has 200 outputs at most.
   *
   * @default true
   */
  readonly output?: boolean;
}
