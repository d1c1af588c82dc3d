import { CIRCUMSTANCES } from './circumstances';
import { measure } from './measurement';
import { VARIANTS } from './variants';

async function main(): Promise<void> {
  for (const circumstances of CIRCUMSTANCES) {
    for (const variant of VARIANTS) {
      const t = Date.now();
      console.log(JSON.stringify([circumstances, await measure(variant, circumstances), Date.now() - t]));
    }
  }
}

void main();
