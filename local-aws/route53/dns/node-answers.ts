import type { MxRecord, SoaRecord } from 'node:dns';
import type { Answering } from './message';
import { readValue } from '../record-value';

/** [DOC node:dns, error codes; RFC 1035 section 4.1.1] */
const ERRORS: Readonly<Record<Answering['code'], string>> = {
  NOERROR: 'ENODATA', NXDOMAIN: 'ENOTFOUND', SERVFAIL: 'ESERVFAIL', REFUSED: 'EREFUSED', NOTIMP: 'ENOTIMP',
};

interface Mx {
  readonly preference: number;
  readonly exchange: string;
}

interface Soa {
  readonly mname: string;
  readonly rname: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

export type NodeAnswers = Array<string | string[] | MxRecord> | SoaRecord;

/** What `node:dns` makes of an answer to a question about a type; throws the error that it rejects with. */
export function nodeAnswers(name: string, type: string, { code, answers }: Answering): NodeAnswers {
  const values = code === 'NOERROR' ? answers.filter((answer) => answer.type === type).flatMap((answer) => answer.values) : [];
  if (values.length === 0) {
    throw Object.assign(new Error(`query${type} ${ERRORS[code]} ${name}`), { code: ERRORS[code] });
  }
  const data = values.map((value) => readValue(type, value));
  switch (type) {
    case 'TXT':
      return (data as Buffer[][]).map((strings) => strings.map((string) => string.toString('latin1')));
    case 'MX':
      return (data as Mx[]).map(({ preference, exchange }) => ({ priority: preference, exchange }));
    case 'SOA':
      return soaRecord(data[0] as Soa);
    default:
      return data as string[];
  }
}

function soaRecord({ mname, rname, serial, refresh, retry, expire, minimum }: Soa): SoaRecord {
  return { nsname: mname, hostmaster: rname, serial, refresh, retry, expire, minttl: minimum };
}
