package network.cairn.content.unixfs;

import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.multicodec.Multicodec;

/// Everything that decides which CID an import gives. Two nodes with equal options give equal CIDs.
///
/// Start from a profile and change single options with the `with…` methods.
public record ImportOptions(Naming naming, FileLayout files, DirectoryLayout directories) {
  /// How blocks are named.
  ///
  /// @param cidVersion 0 or 1; 0 only with sha2-256
  /// @param hash multihash code of the hash function
  public record Naming(int cidVersion, long hash) {
    public Naming {
      if (cidVersion != 0 && cidVersion != 1) {
        throw new IllegalArgumentException("CID version " + cidVersion + "; only 0 and 1 exist");
      }
      if (cidVersion == 0 && hash != Multicodec.SHA2_256) {
        throw new IllegalArgumentException("CIDv0 only supports sha2-256");
      }
    }
  }

  /// How files are cut and their pieces joined.
  ///
  /// @param rawLeaves whether pieces are raw blocks rather than dag-pb nodes
  /// @param chunkSize bytes per piece, 1 to 2,096,896 (2 MiB - 256)
  /// @param maxLinks children per inner node, 2 to 8,192
  public record FileLayout(boolean rawLeaves, int chunkSize, int maxLinks) {
    private static final int MAX_CHUNK = 2 * 1024 * 1024 - 256;
    private static final int MAX_LINKS = 8192;

    public FileLayout {
      if (chunkSize < 1 || chunkSize > MAX_CHUNK) {
        throw new IllegalArgumentException(
            "chunks of " + chunkSize + " bytes; 1 to " + MAX_CHUNK + " are possible");
      }
      if (maxLinks < 2 || maxLinks > MAX_LINKS) {
        throw new IllegalArgumentException(
            maxLinks + " links per file node; 2 to " + MAX_LINKS + " are possible");
      }
    }
  }

  /// When and how directories are sharded.
  ///
  /// @param maxLinks entries above which a directory is sharded whatever its size; 0 = no such
  ///   bound
  /// @param fanout slots of a shard: a power of two from 8 to 1024
  /// @param estimation how a directory's size is measured
  /// @param threshold estimated bytes above which a directory is sharded; 0 = never by size
  public record DirectoryLayout(
      int maxLinks, int fanout, SizeEstimation estimation, long threshold) {
    public DirectoryLayout {
      if (maxLinks < 0 || threshold < 0) {
        throw new IllegalArgumentException("bounds of directories cannot be negative");
      }
      if (!UnixFsEncoder.legalFanout(fanout)) {
        throw new IllegalArgumentException(
            "fanout " + fanout + " is no power of two from 8 to 1024");
      }
    }
  }

  /// The options of a profile.
  public static ImportOptions of(ImportProfile profile) {
    return profile.options();
  }

  /// The options of a profile given by name.
  ///
  /// @throws IllegalArgumentException if there is no such profile
  public static ImportOptions of(String profile) {
    return ImportProfile.named(profile).options();
  }

  /// With this CID version and, as Kubo has it, raw leaves for version 1. Call before
  /// [#withRawLeaves].
  public ImportOptions withCidVersion(int version) {
    ImportOptions named = new ImportOptions(new Naming(version, naming.hash), files, directories);
    return version == 1 ? named.withRawLeaves(true) : named;
  }

  /// With this hash function; one that is not sha2-256 also brings CID version 1.
  public ImportOptions withHash(long code) {
    ImportOptions base =
        code == Multicodec.SHA2_256 || naming.cidVersion == 1 ? this : withCidVersion(1);
    return new ImportOptions(new Naming(base.naming.cidVersion, code), base.files, directories);
  }

  public ImportOptions withRawLeaves(boolean raw) {
    return withFiles(new FileLayout(raw, files.chunkSize, files.maxLinks));
  }

  /// With a chunker as Kubo writes it: `size-N` (bytes), or `default` for the profile's own.
  ///
  /// @throws IllegalArgumentException for any other chunker
  public ImportOptions withChunker(String chunker) {
    if (chunker.equals("default")) {
      return this;
    }
    if (!chunker.matches("size-[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "chunker '" + chunker + "' is not offered; use size-N (bytes)");
    }
    int bytes = Integer.parseInt(chunker.substring("size-".length()));
    return withFiles(new FileLayout(files.rawLeaves, bytes, files.maxLinks));
  }

  public ImportOptions withMaxFileLinks(int links) {
    return withFiles(new FileLayout(files.rawLeaves, files.chunkSize, links));
  }

  public ImportOptions withMaxDirectoryLinks(int links) {
    return withDirectories(
        new DirectoryLayout(
            links, directories.fanout, directories.estimation, directories.threshold));
  }

  public ImportOptions withHamtFanout(int fanout) {
    return withDirectories(
        new DirectoryLayout(
            directories.maxLinks, fanout, directories.estimation, directories.threshold));
  }

  /// With another rule when directories are sharded by size.
  public ImportOptions withHamtThreshold(SizeEstimation estimation, long bytes) {
    return withDirectories(
        new DirectoryLayout(directories.maxLinks, directories.fanout, estimation, bytes));
  }

  private ImportOptions withFiles(FileLayout layout) {
    return new ImportOptions(naming, layout, directories);
  }

  private ImportOptions withDirectories(DirectoryLayout layout) {
    return new ImportOptions(naming, files, layout);
  }
}
