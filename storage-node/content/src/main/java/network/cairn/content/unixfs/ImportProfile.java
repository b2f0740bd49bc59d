package network.cairn.content.unixfs;

import network.cairn.content.unixfs.ImportOptions.DirectoryLayout;
import network.cairn.content.unixfs.ImportOptions.FileLayout;
import network.cairn.content.unixfs.ImportOptions.Naming;
import network.cairn.content.unixfs.chunker.Chunker;
import network.cairn.ipld.multicodec.Multicodec;

/// Named sets of import options on which implementations agree (IPIP-499).
public enum ImportProfile {
  /// CIDv1, raw leaves of 1 MiB, 1024 links.
  UNIXFS_V1_2025(
      "unixfs-v1-2025",
      new ImportOptions(
          new Naming(1, Multicodec.SHA2_256),
          new FileLayout(true, new Chunker.Size(1 << 20), 1024),
          new DirectoryLayout(0, 256, SizeEstimation.BLOCK_BYTES, 256 << 10))),
  /// CIDv0, dag-pb leaves of 256 KiB, 174 links: what `ipfs add` has made since 2015.
  LEGACY_CID_V0(
      "legacy-cid-v0",
      new ImportOptions(
          new Naming(0, Multicodec.SHA2_256),
          new FileLayout(false, new Chunker.Size(256 << 10), 174),
          new DirectoryLayout(0, 256, SizeEstimation.LINKS_BYTES, 256 << 10)));

  private static final String ALIAS_OF_LEGACY = "unixfs-v0-2015";
  private final String label;
  private final ImportOptions options;

  ImportProfile(String label, ImportOptions options) {
    this.label = label;
    this.options = options;
  }

  /// The profile of this name; `unixfs-v0-2015` is another name of `legacy-cid-v0`.
  ///
  /// @throws IllegalArgumentException if there is none
  public static ImportProfile named(String name) {
    String wanted = name.equals(ALIAS_OF_LEGACY) ? LEGACY_CID_V0.label : name;
    for (ImportProfile profile : values()) {
      if (profile.label.equals(wanted)) {
        return profile;
      }
    }
    throw new IllegalArgumentException(
        "no import profile '" + name + "'; there are unixfs-v1-2025 and legacy-cid-v0");
  }

  /// The name users write.
  public String label() {
    return label;
  }

  public ImportOptions options() {
    return options;
  }
}
