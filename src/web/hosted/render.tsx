import { Document, renderDocument } from '../shared/document.tsx';
import { FLOW_ICON, FLOW_SCRIPT, FLOW_STYLESHEET } from './assets.ts';
import { cancelView } from './cancel.tsx';
import { captureView } from './capture.tsx';
import { checkView } from './check.tsx';
import { documentView } from './choose-document.tsx';
import { closingView } from './closing.tsx';
import { endedView } from './ended.tsx';
import { FlowFrame } from './frame.tsx';
import { landingView } from './landing.tsx';
import { english, type Messages } from './messages/english.ts';
import { noEntryView } from './no-entry.tsx';
import type { HostedPage } from './page.ts';
import { problemView } from './problem.tsx';
import { processingView } from './processing.tsx';
import { readingView } from './reading-page.tsx';
import { resultView } from './result.tsx';
import { selfieView } from './selfie.tsx';
import type { View } from './view.ts';

/** One page of the hosted flow as a whole HTML document. Pure: the same props give the same text. */
export function renderHostedPage(page: HostedPage, messages: Messages = english): string {
  const view = viewOf(page, messages);
  const title = messages.frame.title(view.title, page.tenantName);
  return renderDocument(
    <Document
      lang={messages.lang}
      dir={messages.dir}
      title={view.problem ? messages.frame.errorTitle(title) : title}
      bodyClass="flow"
      stylesheet={`${page.basePath}${FLOW_STYLESHEET.path}`}
      script={`${page.basePath}${FLOW_SCRIPT.path}`}
      icon={`${page.basePath}${FLOW_ICON.path}`}
      refreshSeconds={view.refreshSeconds}
    >
      <FlowFrame frame={page} view={view} m={messages} />
    </Document>,
  );
}

function viewOf(page: HostedPage, m: Messages): View {
  const tenant = page.tenantName ?? m.unknownTenant;
  switch (page.page) {
    case 'landing':
      return landingView(page, tenant, m);
    case 'document':
      return documentView(page, m);
    case 'capture':
      return captureView(page, tenant, m);
    case 'selfie':
      return selfieView(page, tenant, m);
    case 'check':
      return checkView(page, tenant, m);
    case 'processing':
      return processingView(page, tenant, m);
    case 'result':
      return resultView(page, tenant, m);
    case 'closing':
      return closingView(tenant, m);
    case 'expired':
    case 'canceled':
      return endedView(page, tenant, m);
    case 'cancel':
      return cancelView(page, tenant, m);
    case 'linkNotValid':
    case 'deviceUnknown':
      return noEntryView(page.page, m);
    case 'privacy':
    case 'help':
      return readingView(page, tenant, m);
    case 'problem':
      return problemView(page, m);
  }
}
