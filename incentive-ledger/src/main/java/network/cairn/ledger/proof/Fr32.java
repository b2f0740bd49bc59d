package network.cairn.ledger.proof;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Spreads every 127 raw bytes over 128: each 254 bits, counted from the least significant, get two
/// zero bits on top, so that every 32-byte leaf is below the field's prime.
final class Fr32 {
  static final int RAW = 127;
  static final int PADDED = 128;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long TOP = 0x3fff_ffff_ffff_ffffL;

  private Fr32() {}

  /// Pads `blocks` blocks of 127 bytes at `in[at]` into `out[outAt]`; the arrays must differ.
  static void pad(byte[] in, int at, byte[] out, int outAt, int blocks) {
    for (int i = 0; i < blocks; i++) {
      block(in, at + i * RAW, out, outAt + i * PADDED);
    }
  }

  private static void block(byte[] in, int at, byte[] out, int to) {
    for (int i = 0; i < 24; i += 8) {
      LONG.set(out, to + i, word(in, at + i));
    }
    LONG.set(out, to + 24, word(in, at + 24) & TOP);
    quarter(in, at + 31, 6, out, to + 32);
    quarter(in, at + 63, 4, out, to + 64);
    for (int i = 0; i < 24; i += 8) {
      LONG.set(out, to + 96 + i, shifted(in, at + 95 + i, 2));
    }
    // The last 62 bits end with the block: no byte after it may be read.
    LONG.set(out, to + 120, word(in, at + 119) >>> 2);
  }

  private static void quarter(byte[] in, int at, int shift, byte[] out, int to) {
    for (int i = 0; i < 24; i += 8) {
      LONG.set(out, to + i, shifted(in, at + i, shift));
    }
    LONG.set(out, to + 24, shifted(in, at + 24, shift) & TOP);
  }

  private static long shifted(byte[] in, int at, int shift) {
    return word(in, at) >>> shift | (long) in[at + 8] << (64 - shift);
  }

  private static long word(byte[] in, int at) {
    return (long) LONG.get(in, at);
  }
}
