/** After a change, a function's new code or configuration takes a moment to be what invocations meet. */

import { call } from '../../api/call';
import { getFunctionConfiguration } from '../../api/generated/lambda';

const ASK_AGAIN_MS = 200;
const ATTEMPTS_MAX = 100;

/** Returns when the function's last change is in force. Throws what the service says, or that it takes too long. */
export async function settled(name: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const { LastUpdateStatus, State, LastUpdateStatusReason, StateReason } = await call(getFunctionConfiguration, {
      FunctionName: name,
    });
    if (LastUpdateStatus === 'Failed' || State === 'Failed') {
      throw new Error(LastUpdateStatusReason ?? StateReason ?? 'The change has failed.');
    }
    if (LastUpdateStatus !== 'InProgress' && State !== 'Pending') return;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  throw new Error('The change is still not in force. Reload the page to see whether it came to be.');
}
