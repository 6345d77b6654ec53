/** A backup cannot be made, read or restored, in words for whoever asked. */
export class BackupError extends Error {
  override readonly name: string = 'BackupError';
}

/** What stands in the file is not what was once written, or not all of it. */
export class BackupDamagedError extends BackupError {
  override readonly name = 'BackupDamagedError';
}
