package network.cairn.ledger.proof;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

class ProofFuzzTest {
  private static final byte[] NOBODYS = Arrays.copyOf(new byte[] {1, 2, 3}, 32);

  @FuzzTest
  void pieceCidDecodesOrRefuses(byte[] bytes) {
    try {
      PieceCid piece = PieceCid.decode(bytes);
      if (!Arrays.equals(piece.encode(), bytes)) {
        throw new AssertionError("decoded bytes do not return: " + piece);
      }
      if (piece.rawSize() < 0 || piece.leafCount() > 1L << piece.height()) {
        throw new AssertionError("impossible geometry: " + piece);
      }
    } catch (InvalidPieceCid _) {
      // refused, as most bytes must be
    }
  }

  /// The root is not the fuzzer's: it sees what is compared, and would take what its own proof
  /// folds to.
  @FuzzTest
  void multiproofAnswersForAnyBytes(FuzzedDataProvider data) {
    int height = data.consumeInt(2, 50);
    long[] indices = new long[data.consumeInt(1, 64)];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = data.consumeLong(0, (1L << height) - 1);
    }
    ByteBuffer proof = ByteBuffer.wrap(data.consumeRemainingAsBytes());
    if (Multiproof.verify(NOBODYS, height, indices, proof)) {
      throw new AssertionError("accepted a proof that nobody made");
    }
  }
}
