import * as vscode from 'vscode';
import type {
  Middleware,
  ProgressToken,
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from 'vscode-languageclient/node';
import { WorkDoneProgressCancelNotification, type LanguageClient } from 'vscode-languageclient/node';

type Value = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

interface Shown {
  readonly report: (value: WorkDoneProgressReport) => void;
  readonly end: () => void;
}

/**
 * Shows work that can be cancelled as a notification with its Cancel button. vscode-languageclient would put it into the
 * status bar, where there is no such button; it still does so for work that cannot be cancelled.
 */
export function cancellableProgress(
  client: () => LanguageClient | undefined,
): NonNullable<Middleware['handleWorkDoneProgress']> {
  const shown = new Map<ProgressToken, Shown>();
  return (token: ProgressToken, value: Value, next) => {
    if (value.kind === 'begin' && value.cancellable === true) {
      const cancel = () => void client()?.sendNotification(WorkDoneProgressCancelNotification.type, { token });
      shown.set(token, show(value, cancel));
      return;
    }
    const mine = shown.get(token);
    if (mine === undefined || value.kind === 'begin') {
      next(token, value);
    } else if (value.kind === 'report') {
      mine.report(value);
    } else {
      shown.delete(token);
      mine.end();
      next(token, value); // the library's own part has nothing on the screen, and is dropped
    }
  };
}

function show(begin: WorkDoneProgressBegin, cancel: () => void): Shown {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  let report: Shown['report'] = () => {};
  let reached = 0;
  void vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: begin.title, cancellable: true },
    (progress, cancellation) => {
      cancellation.onCancellationRequested(cancel);
      report = ({ message, percentage }) => {
        // Without a percentage the bar only says that something goes on, and an increment of 0 would stop it.
        const increment = percentage === undefined ? {} : { increment: Math.max(0, percentage - reached) };
        reached = Math.max(reached, percentage ?? 0);
        progress.report({ ...(message === undefined ? {} : { message }), ...increment });
      };
      report({ ...begin, kind: 'report' });
      return ended;
    },
  );
  return { report: (value) => report(value), end };
}
