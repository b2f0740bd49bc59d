package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.chain.CommitCheck;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.LightVerifier;
import network.cairn.ledger.chain.MerkleTree;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.crypto.SignatureCheck;
import network.cairn.ledger.light.Climb;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Params;
import network.cairn.proto.comet.Block;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.Consensus;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.comet.Time;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.StoredBlock;

/// Blocks as the log keeps them: how a header follows from a state, and whether a stored block
/// does.
public final class StoredBlocks {
  /// What the headers of a chain name at first, and its genesis.
  public static final long FIRST_APP_VERSION = 1;

  /// The highest that this program knows.
  public static final long APP_VERSION = 1;

  private StoredBlocks() {}

  /// For how many blocks misbehaviour counts and headers are followed from: those blocks stay.
  public static long evidenceAge(Params params) {
    return Math.max(
        params.unbonding(), Climb.TRUSTING_PERIOD.toMillis() / params.blockIntervalMs());
  }

  /// A block of the log.
  ///
  /// @throws DamagedLedger if it does not decode
  public static Optional<StoredBlock> read(BlockLog log, long height) {
    return BlockRecords.decode(height, Optional.empty(), log::read);
  }

  /// Makes the next block durable.
  ///
  /// @param before the block before it; empty for the first
  public static void append(BlockLog log, Optional<StoredBlock> before, StoredBlock block) {
    log.append(block.getBlock().getHeader().getHeight(), BlockRecords.encode(before, block));
  }

  /// Takes the transactions out of the blocks below a height, whole files of them, and leaves their
  /// names: nothing can be executed from these any more, everything be proved.
  ///
  /// @throws StoreFailure if the disk fails
  /// @throws DamagedLedger at a block that does not decode
  public static void shorten(BlockLog log, long below) {
    InOrder blocks = new InOrder(log);
    log.shorten(
        below,
        height -> {
          Optional<StoredBlock> before =
              blocks.last.filter(last -> last.getBlock().getHeader().getHeight() == height - 1);
          StoredBlock block =
              blocks
                  .read(height)
                  .orElseThrow(() -> new DamagedLedger("block " + height + " is not in the log"));
          return BlockRecords.encode(before, shortened(block));
        });
  }

  /// A block with the names of its transactions in their place.
  static StoredBlock shortened(StoredBlock block) {
    if (isShortened(block)) {
      return block;
    }
    StoredBlock.Builder left = block.toBuilder();
    names(block).forEach(name -> left.addGone(name.bytes()));
    left.getBlockBuilder().getDataBuilder().clearTxs();
    return left.build();
  }

  /// Whether a block has names in place of its transactions.
  public static boolean isShortened(StoredBlock block) {
    return block.getGoneCount() > 0;
  }

  /// The names of a block's transactions, the beacon's first.
  ///
  /// @throws DamagedLedger if it is shortened and has some that are none
  public static List<TxName> names(StoredBlock block) {
    return isShortened(block)
        ? block.getGoneList().stream().map(TxName::parse).toList()
        : block.getBlock().getData().getTxsList().stream().map(TxName::of).toList();
  }

  /// What the header of a block says of its transactions.
  static ByteString dataHash(StoredBlock block) {
    return isShortened(block)
        ? Headers.dataHashOf(names(block).stream().map(TxName::hash).toList())
        : Headers.dataHash(block.getBlock().getData().getTxsList());
  }

  /// Reads blocks of a log one after another, each from its own record alone. For one thread.
  public static final class InOrder {
    private final BlockLog log;
    private Optional<StoredBlock> last = Optional.empty();

    public InOrder(BlockLog log) {
      this.log = log;
    }

    /// As [#read(BlockLog, long)].
    public Optional<StoredBlock> read(long height) {
      Optional<StoredBlock> before =
          last.filter(block -> block.getBlock().getHeader().getHeight() == height - 1);
      Optional<StoredBlock> block = BlockRecords.decode(height, before, log::read);
      last = block.or(() -> last);
      return block;
    }
  }

  /// A block with what signs it.
  ///
  /// @param validators that sign it
  public static StoredBlock of(Block block, Commit commit, Validators validators, Genesis genesis) {
    StoredBlock.Builder stored = StoredBlock.newBuilder().setBlock(block).setCommit(commit);
    if (!validators.equals(ValidatorSets.ofGenesis(genesis))) {
      stored.setValidators(validators.toWire());
    }
    return stored.build();
  }

  /// A block's own id: the hash of its header, and of all its bytes; where those are gone, what its
  /// commit says of them.
  static BlockId id(StoredBlock stored) {
    return isShortened(stored)
        ? BlockId.newBuilder()
            .setHash(Headers.hash(stored.getBlock().getHeader()))
            .setPartSetHeader(stored.getCommit().getBlockId().getPartSetHeader())
            .build()
        : id(stored.getBlock());
  }

  /// A block's own id: the hash of its header, and of all its bytes.
  static BlockId id(Block block) {
    return BlockId.newBuilder()
        .setHash(Headers.hash(block.getHeader()))
        .setPartSetHeader(Headers.parts(block.toByteString()))
        .build();
  }

  public static SignedHeader signedHeader(StoredBlock block) {
    return SignedHeader.newBuilder()
        .setHeader(block.getBlock().getHeader())
        .setCommit(block.getCommit())
        .build();
  }

  /// The header that a proposer makes over a state: everything but time, proposer and transactions
  /// follows from it.
  public static Header nextHeader(
      Snapshot state, Commit lastCommit, Time time, ByteString proposer, List<ByteString> txs) {
    LedgerHead head = state.head().orElseThrow();
    return Header.newBuilder()
        .setVersion(
            Consensus.newBuilder()
                .setBlock(Headers.BLOCK_PROTOCOL)
                .setApp(new LedgerView(state).appVersion()))
        .setChainId(head.getChainId())
        .setHeight(head.getHeight() + 1)
        .setTime(time)
        .setLastBlockId(Headers.withParts(head.getBlockId()))
        .setLastCommitHash(Votes.commitHash(lastCommit))
        .setDataHash(Headers.dataHash(txs))
        .setValidatorsHash(ValidatorSets.next(state).hash())
        .setNextValidatorsHash(ValidatorSets.afterNext(state).hash())
        .setConsensusHash(Headers.consensusHash(Validation.MAX_BLOCK_BYTES, -1))
        .setAppHash(head.getAppHash())
        .setLastResultsHash(head.getResultsHash())
        .setEvidenceHash(MerkleTree.root(List.of()))
        .setProposerAddress(proposer)
        .build();
  }

  /// Refuses a stored block that does not follow from the state before it or is not signed.
  ///
  /// @param signatures says of them what [network.cairn.ledger.crypto.Ed25519] would
  /// @throws DamagedLedger naming the height
  static void requireFollows(Snapshot state, StoredBlock stored, SignatureCheck signatures) {
    Block block = stored.getBlock();
    Header header = block.getHeader();
    Header wanted =
        nextHeader(
            state,
            block.getLastCommit(),
            header.getTime(),
            header.getProposerAddress(),
            block.getData().getTxsList());
    String at = "block " + header.getHeight();
    if (!header.getAppHash().equals(wanted.getAppHash())) {
      throw new DamagedLedger(at + " was made over another state than this one");
    }
    if (!header.equals(wanted)) {
      throw new DamagedLedger(at + " does not follow from the block before it");
    }
    SignedHeader signed = signedHeader(stored);
    Optional<String> fault = LightVerifier.fault(header.getChainId(), signed);
    if (fault.isPresent()) {
      throw new DamagedLedger(at + ": " + fault.get());
    }
    requireSigned(
        stored, new CommitCheck(header.getChainId(), ValidatorSets.next(state), signatures));
  }

  /// Refuses a stored block with a commit that is not its own.
  ///
  /// @param told by the next block, where there is one: the same is looked at no closer
  /// @throws DamagedLedger naming the height
  static void requireSigned(Genesis genesis, StoredBlock stored, Optional<Commit> told) {
    Validators validators = ValidatorSets.of(stored, genesis);
    if (!told.equals(Optional.of(stored.getCommit()))) {
      requireSigned(stored, new CommitCheck(genesis.chainId(), validators, Ed25519::verify));
    }
  }

  private static void requireSigned(StoredBlock stored, CommitCheck check) {
    Block block = stored.getBlock();
    Commit commit = stored.getCommit();
    long height = block.getHeader().getHeight();
    if (!holds(stored)
        || check.full(commit.getBlockId(), height, commit) != CommitCheck.Verdict.ENOUGH) {
      throw new DamagedLedger("block " + height + " is not signed by its validators");
    }
  }

  /// Whether what a commit says of a block's bytes is so; where they are gone, whether it names the
  /// header and the header the transactions.
  private static boolean holds(StoredBlock stored) {
    Block block = stored.getBlock();
    BlockId told = stored.getCommit().getBlockId();
    return isShortened(stored)
        ? told.getHash().equals(Headers.hash(block.getHeader()))
            && block.getHeader().getDataHash().equals(dataHash(stored))
        : told.getPartSetHeader().equals(Headers.parts(block.toByteString()));
  }

  /// Refuses a shortened block with names, or a commit of the block before, that its header does
  /// not tell of.
  ///
  /// @throws DamagedLedger naming the height
  static void requireNames(StoredBlock stored) {
    Header header = stored.getBlock().getHeader();
    if (!isShortened(stored)) {
      return;
    }
    if (!header.getLastCommitHash().equals(Votes.commitHash(stored.getBlock().getLastCommit()))) {
      throw new DamagedLedger(
          "block "
              + header.getHeight()
              + " has another commit of the block before than its header");
    }
    if (!header.getDataHash().equals(dataHash(stored))) {
      throw new DamagedLedger(
          "block " + header.getHeight() + " names other transactions than its header");
    }
  }
}
