/** What the roles are called, by what they allow. */
export const roleNames = { read: "Viewer", write: "Editor", admin: "Admin" } as const;

/** What each role may do, in a sentence. */
export const roleMeans = {
  read: "sees every number and list, and takes them along as files",
  write: "also imports, syncs, shares, and keeps segments and dashboards",
  admin: "also makes and revokes tokens, and reads who did what",
} as const;
