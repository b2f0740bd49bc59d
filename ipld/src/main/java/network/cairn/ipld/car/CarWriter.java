package network.cairn.ipld.car;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.Node;

/// Writes a CARv1. Not thread-safe; neither buffers nor closes the stream.
public final class CarWriter {
  private final OutputStream out;
  private long position;

  /// Starts a CAR by writing its header.
  public CarWriter(OutputStream out, List<Cid> roots) throws IOException {
    this.out = out;
    byte[] header = header(roots);
    out.write(header);
    this.position = header.length;
  }

  /// The canonical header of a CARv1, its length field included.
  public static byte[] header(List<Cid> roots) {
    SequencedMap<String, Node> map = new LinkedHashMap<>();
    map.put("roots", Node.of(roots.stream().map(Node::of).toList()));
    map.put("version", Node.of(1));
    byte[] cbor = DagCbor.encode(Node.of(map));
    ByteBuffer bytes = ByteBuffer.allocate(Varint.length(cbor.length) + cbor.length);
    Varint.write(bytes, cbor.length);
    return bytes.put(cbor).array();
  }

  /// What goes before a block's content: the length field and the CID.
  public static byte[] sectionHead(Cid cid, int contentLength) {
    long body = (long) cid.byteLength() + contentLength;
    ByteBuffer head = ByteBuffer.allocate(Varint.length(body) + cid.byteLength());
    Varint.write(head, body);
    cid.write(head);
    return head.array();
  }

  /// Appends a block.
  public void write(Block block) throws IOException {
    write(block.cid(), block.bytes(), 0, block.size());
  }

  /// Appends a block whose content is a range of `bytes`.
  public void write(Cid cid, byte[] bytes, int off, int len) throws IOException {
    byte[] head = sectionHead(cid, len);
    out.write(head);
    out.write(bytes, off, len);
    position += head.length + len;
  }

  /// Bytes written so far: where the next section starts.
  public long position() {
    return position;
  }
}
