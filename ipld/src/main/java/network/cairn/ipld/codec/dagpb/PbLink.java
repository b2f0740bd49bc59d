package network.cairn.ipld.codec.dagpb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Utf8;

/// A link of a dag-pb node: where to, under which name, and how many bytes there are below it.
///
/// Name and size may be absent in foreign blocks; [#name] and [#tsize] then give "" and 0, and the
/// block is written as it was read. A name that is not UTF-8 is kept as it is, its text has
/// replacement characters. Immutable.
public final class PbLink {
  private static final byte[] NO_BYTES = {};

  private final Cid cid;
  private final String name;
  private final byte[] nameBytes;
  private final boolean hasName;
  private final boolean hasTsize;

  /// Unsigned; 0 if there is none.
  private final long tsize;

  /// A link with name and size, as importers write it.
  ///
  /// @param name may be empty, as for the parts of a file
  /// @param tsize bytes of the linked block and all below it; not negative
  public PbLink(Cid cid, String name, long tsize) {
    this(cid, name, name.isEmpty() ? NO_BYTES : Utf8.encode(name), true, true, tsize);
    if (tsize < 0) {
      throw new InvalidNode("negative Tsize " + tsize + " of link " + name);
    }
  }

  private PbLink(
      Cid cid, String name, byte[] nameBytes, boolean hasName, boolean hasTsize, long tsize) {
    this.cid = cid;
    this.name = name;
    this.nameBytes = nameBytes;
    this.hasName = hasName;
    this.hasTsize = hasTsize;
    this.tsize = tsize;
  }

  /// A link whose name or size may be absent.
  ///
  /// @param tsize unsigned
  public static PbLink of(Cid cid, Optional<String> name, OptionalLong tsize) {
    PbLink full = new PbLink(cid, name.orElse(""), 0);
    return new PbLink(
        cid, full.name, full.nameBytes, name.isPresent(), tsize.isPresent(), tsize.orElse(0));
  }

  /// A link as read: `name` is a range of `bytes`, or absent where `nameAt` is negative.
  static PbLink read(Cid cid, byte[] bytes, int nameAt, int nameLength, OptionalLong tsize) {
    boolean empty = nameAt < 0 || nameLength == 0;
    byte[] name = empty ? NO_BYTES : Arrays.copyOfRange(bytes, nameAt, nameAt + nameLength);
    return new PbLink(
        cid,
        new String(name, StandardCharsets.UTF_8),
        name,
        nameAt >= 0,
        tsize.isPresent(),
        tsize.orElse(0));
  }

  public Cid cid() {
    return cid;
  }

  /// The name; empty if there is none.
  public String name() {
    return name;
  }

  /// The bytes of the target and all below it as its maker claims; 0 if there is no claim, and
  /// [Long#MAX_VALUE] for any claim beyond. Never to be trusted.
  public long tsize() {
    return tsize < 0 ? Long.MAX_VALUE : tsize;
  }

  /// The claim as written, unsigned.
  long rawTsize() {
    return tsize;
  }

  public boolean hasName() {
    return hasName;
  }

  public boolean hasTsize() {
    return hasTsize;
  }

  /// Whether [#name] is the name as written: not so where that is no UTF-8.
  public boolean isNameText() {
    return Arrays.equals(name.getBytes(StandardCharsets.UTF_8), nameBytes);
  }

  /// The same link without the first characters of its name, which are ASCII.
  public PbLink withoutPrefix(int characters) {
    byte[] bytes = Arrays.copyOfRange(nameBytes, characters, nameBytes.length);
    return new PbLink(cid, name.substring(characters), bytes, hasName, hasTsize, tsize);
  }

  /// The name as written; shared with this link and not to be changed.
  public byte[] nameBytes() {
    return nameBytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PbLink that
        && cid.equals(that.cid)
        && hasName == that.hasName
        && hasTsize == that.hasTsize
        && tsize == that.tsize
        && Arrays.equals(nameBytes, that.nameBytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(cid, Arrays.hashCode(nameBytes), tsize);
  }

  @Override
  public String toString() {
    return "PbLink[" + cid + ", " + name + ", " + Long.toUnsignedString(tsize) + "]";
  }
}
