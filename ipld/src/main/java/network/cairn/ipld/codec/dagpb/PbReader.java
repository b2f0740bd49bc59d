package network.cairn.ipld.codec.dagpb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.model.InvalidNode;
import org.jspecify.annotations.Nullable;

/// Reads one dag-pb block from an array, front to back.
final class PbReader {
  private final byte[] bytes;
  private int at;

  PbReader(byte[] bytes) {
    this.bytes = bytes;
  }

  PbNode node() {
    List<PbLink> links = new ArrayList<>();
    byte @Nullable [] data = null;
    boolean linksEnded = false;
    while (at < bytes.length) {
      byte tag = bytes[at++];
      int end = end(bytes.length);
      if (tag == PbWriter.LINK) {
        if (linksEnded) {
          throw invalid("links on both sides of the data");
        }
        links.add(link(end));
      } else if (tag == PbWriter.DATA && data == null) {
        data = Arrays.copyOfRange(bytes, at, end);
        linksEnded = !links.isEmpty();
        at = end;
      } else {
        throw invalid("unknown or repeated field, tag " + tag);
      }
    }
    return new PbNode(links, Optional.ofNullable(data));
  }

  private PbLink link(int end) {
    if (at >= end || bytes[at] != PbWriter.HASH) {
      throw invalid("a link without a Hash at its start");
    }
    at++;
    Cid cid = cid(end(end));
    int nameAt = -1;
    int nameLength = 0;
    if (at < end && bytes[at] == PbWriter.NAME) {
      at++;
      int nameEnd = end(end);
      nameAt = at;
      nameLength = nameEnd - at;
      at = nameEnd;
    }
    OptionalLong tsize = OptionalLong.empty();
    if (at < end && bytes[at] == PbWriter.TSIZE) {
      at++;
      tsize = OptionalLong.of(varint(end, Long.SIZE));
    }
    if (at != end) {
      throw invalid("unknown, repeated or reordered field of a link, tag " + bytes[at]);
    }
    return PbLink.read(cid, bytes, nameAt, nameLength, tsize);
  }

  private Cid cid(int end) {
    try {
      Cid cid = Cid.decode(bytes, at, end - at);
      at = end;
      return cid;
    } catch (InvalidCid e) {
      throw new InvalidNode("dag-pb: bad Hash of a link at byte " + at + ": " + e.getMessage(), e);
    }
  }

  /// Reads a length and returns where that many bytes end.
  private int end(int limit) {
    long length = varint(limit, Long.SIZE - 1);
    if (length > limit - at) {
      throw invalid("field of " + length + " bytes, " + (limit - at) + " are there");
    }
    return at + (int) length;
  }

  private long varint(int limit, int bits) {
    long value = 0;
    for (int shift = 0; shift < bits && at < limit; shift += 7) {
      byte b = bytes[at++];
      if (bits - shift < 7 && (b & 0xff) >> (bits - shift) != 0) {
        break;
      }
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        if (b == 0 && shift > 0) {
          throw invalid("varint is not minimal");
        }
        return value;
      }
    }
    throw invalid("varint cut off or above " + bits + " bits");
  }

  private InvalidNode invalid(String what) {
    return new InvalidNode("dag-pb: " + what + ", at byte " + at);
  }
}
