/** Changing a function's configuration; done when invocations meet it. */

import { useMutation } from '@tanstack/react-query';
import { call } from '../../../api/call';
import { updateFunctionConfiguration, type UpdateFunctionConfigurationRequest } from '../../../api/generated/lambda';
import { useReadAgain } from '../../../api/hooks';
import { useTell } from '../../../shell/notices';
import { settled } from '../settled';

export function useConfigure() {
  const readAgain = useReadAgain();
  const tell = useTell();
  return useMutation({
    mutationFn: async (change: UpdateFunctionConfigurationRequest) => {
      await call(updateFunctionConfiguration, change);
      await settled(change.FunctionName);
    },
    onSuccess: (_, { FunctionName }) => {
      tell(`The configuration of ${FunctionName} is changed.`);
      return readAgain();
    },
  });
}
