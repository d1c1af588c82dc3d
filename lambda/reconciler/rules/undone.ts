import { IDENTITY_TAGS } from '../../../src/contract/tags';
import { readAsFound } from '../../identity/as-found';
import { hasSettings } from '../../identity/ownership';
import { withHolder } from '../memory';
import type { Holder, Rule, State, Step, ZoneView } from '../model';
import { me, objectOnce, wasUndone, zonesOf } from '../questions';
import { ZoneEdit } from '../zone-edit';
import { isLetAlone } from './ownership';

/*
 * Another stack may take the identity over while a deployment fails. Its tags remember the settings of that deployment, and the rollback may not
 * change them. So the zone remembers the rollback: when the identity comes back with those settings, the clock must not finish what was refused.
 */

export const rememberRollback: Rule = {
  name: 'remember a rollback that could not write its settings',
  propose: (state) => {
    if (state.goal.kind !== 'deploy') {
      return undefined;
    }
    const isUndone = isLetAlone(state) && !willBeGivenBack(state);
    for (const view of zonesOf(state)) {
      const holder = view.memory.holders.find(({ id }) => id === me(state));
      const step = holder && (holder.wasUndone ?? false) !== isUndone ? remembering(view, { ...holder, wasUndone: isUndone }) : undefined;
      if (step) {
        return step;
      }
    }
    return undefined;
  },
};

/** Undefined also if the zone has no room for it: no rollback fails for that. */
function remembering(view: ZoneView, holder: Holder): Step | undefined {
  const edit = new ZoneEdit(view);
  edit.replaceMemory(withHolder(view.memory, holder));
  const step = edit.leavingStep(holder.wasUndone ? 'the rollback left the identity alone' : 'the tags have the settings of this deployment');
  return step?.do === 'edit zone' ? step : undefined;
}

/** Whether the other stack found the settings that are wanted. */
function willBeGivenBack({ identity, me: self, settings }: State): boolean {
  const { ownerTags = {} } = (identity && readAsFound(identity)) ?? {};
  return ownerTags[IDENTITY_TAGS.owner] === self.nonce && hasSettings(ownerTags, settings);
}

export const undoneDeployment: Rule = {
  name: 'report settings of a deployment that was rolled back',
  propose: (state) => {
    const { goal, settings: { domainName } } = state;
    return goal.kind !== 'deploy' && wasUndone(state)
      ? objectOnce(state, `the last deployment of ${domainName} was rolled back while another stack had the identity, which came back with the settings of that `
        + 'deployment: deploy the identity with any change')
      : undefined;
  },
};
