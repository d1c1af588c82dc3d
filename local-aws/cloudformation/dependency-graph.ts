import { validationError } from './validation-error';

/** What happened to one node of a walk. */
export type Visit = 'done' | 'failed' | 'skipped';

export interface WalkOptions {
  /** After a failure: start nothing more; or go on with what does not depend on it; or go on with everything. */
  readonly afterFailure: 'stop' | 'skip-dependents' | 'go-on';
}

/** Who needs whom. */
export class DependencyGraph {
  private readonly needs: ReadonlyMap<string, ReadonlySet<string>>;

  /** Names that are no node of their own are left out. */
  constructor(needs: ReadonlyMap<string, Iterable<string>>) {
    this.needs = new Map([...needs].map(([node, names]) => [node, new Set([...names].filter((name) => needs.has(name)))]));
  }

  dependenciesOf(node: string): string[] {
    return [...this.needs.get(node) ?? []];
  }

  /** What a node needs, and what these need in turn. */
  allDependenciesOf(node: string): string[] {
    const all = new Set<string>();
    const collect = (name: string) => this.dependenciesOf(name).filter((needed) => !all.has(needed)).forEach((needed) => {
      all.add(needed);
      collect(needed);
    });
    collect(node);
    return [...all];
  }

  reversed(): DependencyGraph {
    const reversed = new Map<string, string[]>([...this.needs.keys()].map((node) => [node, []]));
    this.needs.forEach((names, node) => names.forEach((name) => reversed.get(name)!.push(node)));
    return new DependencyGraph(reversed);
  }

  /** The nodes, each behind what it needs, otherwise in the order given. */
  inOrder(): string[] {
    const ordered = new Set<string>();
    const path: string[] = [];
    const visit = (node: string) => {
      if (ordered.has(node)) {
        return;
      }
      if (path.includes(node)) {
        const circle = path.slice(path.indexOf(node)).sort();
        throw validationError(`Circular dependency between resources: [${circle.join(', ')}]`);
      }
      path.push(node);
      this.dependenciesOf(node).forEach(visit);
      path.pop();
      ordered.add(node);
    };
    [...this.needs.keys()].forEach(visit);
    return [...ordered];
  }

  /**
   * Visits every node when all that it needs has been visited, independent ones at the same time. It resolves when
   * the last visit has ended. A visit answers whether it succeeded; one that throws is a mistake of the engine.
   */
  async walk(visit: (node: string) => Promise<boolean>, options: WalkOptions): Promise<Map<string, Visit>> {
    const order = this.inOrder();
    const visits = new Map<string, Visit>();
    const underWay = new Map<string, Promise<void>>();
    let failed = false;
    const blocked = (node: string) => options.afterFailure !== 'go-on'
      && ((failed && options.afterFailure === 'stop') || this.dependenciesOf(node).some((name) => ['failed', 'skipped'].includes(visits.get(name)!)));
    const startReady = () => {
      for (const node of order.filter((name) => !visits.has(name) && !underWay.has(name))) {
        if (blocked(node)) {
          visits.set(node, 'skipped');
        } else if (this.dependenciesOf(node).every((name) => visits.has(name))) {
          underWay.set(node, visit(node).then((succeeded) => {
            visits.set(node, succeeded ? 'done' : 'failed');
            failed ||= !succeeded;
          }).finally(() => underWay.delete(node)));
        }
      }
    };
    for (startReady(); underWay.size > 0; startReady()) {
      await Promise.race(underWay.values());
    }
    return visits;
  }
}
