import { randomUUID } from 'node:crypto';
import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import proto from '@temporalio/proto';

const RETENTION = proto.google.protobuf.Duration.fromObject({ seconds: 24 * 60 * 60 });
const ASK_AGAIN_MS = 100;

/**
 * Registers a namespace that no other test and no worker of the stack knows, so that queues of the usual names are
 * this test's own. Resolves once the server takes calls for it.
 */
export async function registerOwnNamespace(client: Client): Promise<string> {
  const namespace = `test-${randomUUID()}`;
  await client.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: RETENTION,
  });
  while (!(await takesCalls(client, namespace)))
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  return namespace;
}

/** An absent workflow of a namespace that is known is not found; of one that is not known yet, so is the namespace. */
async function takesCalls(client: Client, namespace: string): Promise<boolean> {
  try {
    await client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: 'none' } });
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    if (isGrpcServiceError(error))
      return /workflow/i.test(error.details) && !/namespace .* not found/i.test(error.details);
    throw error;
  }
}
