import { LanguageClient } from 'vscode-languageclient/node';

/** Logs what the library would also pop up, in up to three messages for one failure: `Ctx` says it once, in our words. */
export class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
