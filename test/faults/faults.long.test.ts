import { type FaultStack, startFaultStack } from './fault-stack.ts';
import { kills } from './kills.ts';
import { losses } from './losses.ts';
import { outages } from './outages.ts';
import { receivers } from './receivers.ts';

describe('the spine under fire', function () {
  this.timeout(180_000);
  let stack: FaultStack;

  before(async () => {
    stack = await startFaultStack();
  });
  after(() => stack?.stop());

  outages(() => stack);
  receivers(() => stack);
  losses(() => stack);
  kills(() => stack);
});
