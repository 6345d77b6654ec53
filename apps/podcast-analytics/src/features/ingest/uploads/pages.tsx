import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { answerPage } from '../../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import { notFound } from '../../../platform/http/request-error.ts';
import type { AuditTrail } from '../../../scry/audit.ts';
import type { Features } from '../../../scry/flags.ts';
import { accountOf } from '../../accounts/authenticate.ts';
import { ImportsView } from './imports-view.tsx';
import { receiveFile } from './receive-file.ts';
import type { UploadFiles } from './upload-files.ts';
import type { UploadRepository } from './upload-repository.ts';
import { mostUploadBytes, type Uploads } from './uploads.ts';

interface ImportPages {
  readonly uploads: Pick<Uploads, 'receive'>;
  readonly files: Pick<UploadFiles, 'rejectsPath'>;
  readonly repository: Pick<UploadRepository, 'latest' | 'exists'>;
  readonly features: Pick<Features, 'isOn'>;
  readonly audit: AuditTrail;
}

const importsOnPage = 100;

/** Where logs are uploaded, and where it is seen what became of them. */
export function serveImportPages(app: HttpApp, { uploads, files, repository, features, audit }: ImportPages): void {
  app.get('/imports', async (context) => {
    const account = accountOf(context);
    const mayCreate = (context.get('may')?.('imports:create') ?? false) && features.isOn('log_upload', account);
    const imports = await repository.latest(account.tenantId, importsOnPage);
    return answerPage(context, 'Imports', <ImportsView imports={imports} mayCreate={mayCreate} />);
  });

  app.post('/imports', async (context) => {
    const account = accountOf(context);
    if (!features.isOn('log_upload', account)) throw notFound('page', '/imports');
    const { tenantId } = account;
    await receiveFile(context.req.raw, mostUploadBytes, async (file) => {
      await audit.log({ action: 'import.uploaded', resource: { type: 'log', id: file.name, tenantId } });
      return uploads.receive(tenantId, file);
    });
    return context.redirect('/imports', 303);
  });

  app.get('/imports/:id/rejects', async (context) => {
    const given = context.req.param('id');
    const id = /^\d{1,9}$/.test(given) ? Number(given) : 0;
    if (!(await repository.exists(accountOf(context).tenantId, id))) throw notFound('import', given);
    const path = files.rejectsPath(id);
    const file = await open(path).catch(() => undefined);
    if (!file) throw notFound('file of rejected lines for import', given);
    context.header('Content-Type', 'application/x-ndjson');
    context.header('Content-Disposition', `attachment; filename="import-${id}-rejects.ndjson"`);
    // The cast: the types of fetch and of node:stream/web name the same class.
    return context.body(Readable.toWeb(file.createReadStream()) as ReadableStream);
  });
}
