import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { failureConverterPath } from './adapters/temporal.ts';

/** Bundles the workflow code with the converter that its failures need. Takes a second or two. */
export async function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  const own = fileURLToPath(import.meta.url);
  const workflowsPath = fileURLToPath(new URL(`./workflows/index${extname(own)}`, import.meta.url));
  return bundleWorkflowCode({ workflowsPath, failureConverterPath, logger: new DefaultLogger('WARN') });
}
