package network.cairn.deals.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.proof.CommP;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.testing.Property;

/// A piece of one raw block.
///
/// @param car its bytes
public record TestPiece(Cid root, byte[] car, PieceCid cid) {
  /// Its bytes as a client serves them.
  Optional<PieceBytes> bytes() {
    return Optional.of(
        new PieceBytes() {
          @Override
          public long size() {
            return car.length;
          }

          @Override
          public void writeTo(OutputStream out, long offset, long length) throws IOException {
            out.write(car, (int) offset, (int) length);
          }
        });
  }

  /// A piece around so many random bytes; above 254 KiB it has a tree file.
  public static TestPiece of(int seed, int size) throws IOException {
    byte[] content = Property.bytes(new Random(seed), size);
    Cid root = Cid.v1(Multicodec.RAW, Multihash.sha256(content));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CarWriter car = new CarWriter(out, List.of(root));
    car.write(Block.of(root, content));
    byte[] bytes = out.toByteArray();
    CommP commP = new CommP();
    commP.update(bytes, 0, bytes.length);
    return new TestPiece(root, bytes, commP.finish());
  }
}
