package network.cairn.content.unixfs;

import network.cairn.base.tree.Attributes;
import network.cairn.content.unixfs.chunker.Chunker;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.multicodec.Multicodec;

/// Everything that decides which CID an import gives. Two nodes with equal options give equal CIDs.
///
/// Start from a profile and change single options with the `with…` methods.
///
/// @param attributes which modes and times entries keep
public record ImportOptions(
    Naming naming, FileLayout files, DirectoryLayout directories, AttributeRule attributes) {
  /// Without modes and times.
  public ImportOptions(Naming naming, FileLayout files, DirectoryLayout directories) {
    this(naming, files, directories, AttributeRule.NOTHING);
  }

  /// How blocks are named.
  ///
  /// @param cidVersion 0 or 1; 0 only with sha2-256
  /// @param hash multihash code of the hash function
  /// @param inlined bytes of the largest block that its CID holds instead of its hash, 0 to 128; -1
  ///   for none
  public record Naming(int cidVersion, long hash, int inlined) {
    private static final int MAX_INLINED = 128;

    public Naming(int cidVersion, long hash) {
      this(cidVersion, hash, -1);
    }

    public Naming {
      if (inlined > MAX_INLINED) {
        throw new IllegalArgumentException(
            "inline-limit "
                + inlined
                + " exceeds maximum allowed size of "
                + MAX_INLINED
                + " bytes");
      }
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
  /// @param chunker cuts files into pieces
  /// @param maxLinks children per inner node, 2 to 8,192
  /// @param trickle whether leaves hang near the root in the order in which they are read, instead
  ///   of all at the same depth
  public record FileLayout(boolean rawLeaves, Chunker chunker, int maxLinks, boolean trickle) {
    private static final int MAX_LINKS = 8192;

    public FileLayout(boolean rawLeaves, Chunker chunker, int maxLinks) {
      this(rawLeaves, chunker, maxLinks, false);
    }

    public FileLayout {
      if (maxLinks < 2 || maxLinks > MAX_LINKS) {
        throw new IllegalArgumentException(
            maxLinks + " links per file node; 2 to " + MAX_LINKS + " are possible");
      }
    }
  }

  /// Which modes and times entries keep.
  ///
  /// @param modes whether each keeps its own mode
  /// @param times whether each keeps its own time of change
  /// @param all what those keep that do not keep their own
  public record AttributeRule(boolean modes, boolean times, Attributes all) {
    /// Nothing is kept.
    public static final AttributeRule NOTHING = new AttributeRule(false, false, Attributes.NONE);

    public boolean isNothing() {
      return !modes && !times && all.isNone();
    }

    Attributes of(Attributes own) {
      return new Attributes(modes ? own.mode() : all.mode(), times ? own.time() : all.time());
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
    ImportOptions named = withNaming(new Naming(version, naming.hash, naming.inlined));
    return version == 1 ? named.withRawLeaves(true) : named;
  }

  /// With this hash function; one that is not sha2-256 also brings CID version 1.
  public ImportOptions withHash(long code) {
    ImportOptions base =
        code == Multicodec.SHA2_256 || naming.cidVersion == 1 ? this : withCidVersion(1);
    return base.withNaming(new Naming(base.naming.cidVersion, code, naming.inlined));
  }

  public ImportOptions withRawLeaves(boolean raw) {
    return withFiles(new FileLayout(raw, files.chunker, files.maxLinks, files.trickle));
  }

  /// With the trickle layout, or the balanced one.
  public ImportOptions withTrickle(boolean trickle) {
    return withFiles(new FileLayout(files.rawLeaves, files.chunker, files.maxLinks, trickle));
  }

  /// With blocks of so many bytes at most held by their CIDs; -1 for none.
  public ImportOptions withInlined(int bytes) {
    return withNaming(new Naming(naming.cidVersion, naming.hash, Math.max(-1, bytes)));
  }

  /// With modes and times of change, which raw leaves cannot have.
  public ImportOptions withAttributes(AttributeRule rule) {
    ImportOptions base = rule.isNothing() ? this : withRawLeaves(false);
    return new ImportOptions(naming, base.files, directories, rule);
  }

  /// With a chunker as Kubo writes it, or `default` for the profile's own.
  ///
  /// @throws IllegalArgumentException for any other chunker
  public ImportOptions withChunker(String chunker) {
    if (chunker.equals("default")) {
      return this;
    }
    Chunker parsed = Chunker.parse(chunker);
    return withFiles(new FileLayout(files.rawLeaves, parsed, files.maxLinks, files.trickle));
  }

  public ImportOptions withMaxFileLinks(int links) {
    return withFiles(new FileLayout(files.rawLeaves, files.chunker, links, files.trickle));
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

  private ImportOptions withNaming(Naming other) {
    return new ImportOptions(other, files, directories, attributes);
  }

  private ImportOptions withFiles(FileLayout layout) {
    return new ImportOptions(naming, layout, directories, attributes);
  }

  private ImportOptions withDirectories(DirectoryLayout layout) {
    return new ImportOptions(naming, files, layout, attributes);
  }
}
