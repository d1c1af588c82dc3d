import { type Answer, AUTHORITATIVE_ANSWER, type Packet, RECURSION_AVAILABLE, RECURSION_DESIRED } from 'dns-packet';
import type { Resolution, ResponseCode } from './resolution';
import { wireName } from '../names';
import type { RecordSet } from '../record-set';
import { readValue } from '../record-value';

/** [RFC 1035 section 4.1.1] */
const CODES: Readonly<Record<ResponseCode | 'NOTIMP', number>> = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 };
const OUR_UDP_SIZE = 4096;

/** How much the sender takes by UDP: 512 octets, or what it says by EDNS. [RFC 1035 section 4.2.1, RFC 6891 section 6.2.3] */
export function udpSizeOf(query: Packet): number {
  const edns = query.additionals?.find(({ type }) => type === 'OPT') as { readonly udpPayloadSize?: number } | undefined;
  return Math.min(Math.max(edns?.udpPayloadSize ?? 0, 512), OUR_UDP_SIZE);
}

export type Answering = Omit<Resolution, 'code'> & { readonly code: keyof typeof CODES };

/** @param from a recursive resolver, or a name server that is in charge, unless it refers to another */
export function toResponse(query: Packet, { code, answers, soa, referral }: Answering, from: 'resolver' | 'name server'): Packet {
  const role = from === 'resolver' ? RECURSION_AVAILABLE : referral || code === 'REFUSED' ? 0 : AUTHORITATIVE_ANSWER;
  const usesEdns = query.additionals?.some(({ type }) => type === 'OPT');
  return {
    type: 'response',
    id: query.id,
    flags: role | (query.flags! & RECURSION_DESIRED) | CODES[code],
    questions: query.questions,
    answers: answers.flatMap(toAnswers),
    authorities: [...soa ? toAnswers(soa) : [], ...referral ? toAnswers(referral) : []],
    additionals: usesEdns ? [{ type: 'OPT', name: '.', udpPayloadSize: OUR_UDP_SIZE, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] }] : [],
  };
}

function toAnswers({ name, type, ttl, values }: RecordSet): Answer[] {
  return values.map((value) => ({ name: wireName(name), type, ttl, class: 'IN', data: readValue(type, value) }) as Answer);
}
