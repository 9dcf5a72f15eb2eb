/** What the entries of a zip archive say they hold. */
export interface ZipSize {
  /** Bytes once unpacked, all entries together. */
  readonly unpacked: number;
}

const endMagic = 0x06054b50;
const entryMagic = 0x02014b50;
const wide = 0xffffffff;

/** Adds up the sizes in a zip archive's directory; null when there is no whole directory. An entry that does not say its size counts as the most it could hold. */
export function zipSize(bytes: Buffer): ZipSize | null {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== endMagic) return null;
  let at = bytes.readUInt32LE(end + 16);
  const count = bytes.readUInt16LE(end + 10);
  if (at === wide || count === 0xffff) return { unpacked: Infinity };
  let unpacked = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entryMagic) return null;
    const packed = bytes.readUInt32LE(at + 20);
    const size = bytes.readUInt32LE(at + 24);
    if (size === wide) return { unpacked: Infinity };
    // Deflate makes at most 1032 bytes of one.
    unpacked += size === 0 && packed > 2 ? packed * 1032 : size;
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return { unpacked };
}
