package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.types.Genesis;

/// Moves a chain of one validator to several (docs/protocol.md §15), a folder for each of them, as
/// [ValidatorHomes] makes homes, with the blocks and the snapshot of the state so far.
/// `validator-1` to `validator-N` are whole; the first one answers where the old home did, and has
/// its treasury's key. Of a file, whoever made its own keys gets a folder without keys, which it
/// [#join]s, and the treasury's key stands beside the folders.
///
/// What was interrupted goes on when it is asked for again with the same folder and number; homes
/// that are whole are left alone then.
public final class MovedHomes {
  private static final int MAX_KEY = 1_024;

  private MovedHomes() {}

  /// The homes and where they go on.
  ///
  /// @param wanted whose validators with keys have them elsewhere
  /// @param homes in its order
  public record Moved(ValidatorsFile wanted, List<LedgerHome> homes, ChainMove move) {
    public Moved {
      homes = List.copyOf(homes);
    }

    /// The last height of before.
    public long height() {
      return move.height();
    }

    /// The app hash of the state after it.
    public ByteString appHash() {
      return move.appHash();
    }
  }

  /// Ends the chain in its home and makes the others.
  ///
  /// @param from is not running
  /// @param folder missing, empty, or with what an interrupted move left
  /// @param count 1 to [Genesis#MAX_VALIDATORS]
  /// @param p2p as [ValidatorHomes#init]
  /// @throws InvalidHome if another chain is in the folder, or a part is out of its form, or the
  ///   new keys cannot be made durable; the chain goes on then where it was
  /// @throws network.cairn.ledger.engine.DamagedLedger if the chain has other validators
  public static Moved make(
      LedgerHome from,
      Path folder,
      int count,
      String p2p,
      RandomGenerator random,
      Scheduler scheduler,
      InstantSource clock) {
    NetworkFile network = from.network();
    ValidatorsFile wanted =
        ValidatorHomes.numbered(
            network.chainId(), network.ledgerUrl(), p2p, count, Optional.empty());
    return make(from, folder, wanted, random, scheduler, clock);
  }

  /// As the other, to the validators of a file.
  ///
  /// @throws InvalidHome as well if it names stakes, or another chain
  public static Moved make(
      LedgerHome from,
      Path folder,
      ValidatorsFile wanted,
      RandomGenerator random,
      Scheduler scheduler,
      InstantSource clock) {
    return make(from, folder, wanted, random, scheduler, clock, DurableFiles::forceDirectory);
  }

  /// Makes a directory's entries durable.
  interface Forcing {
    void force(Path directory) throws IOException;
  }

  static Moved make(
      LedgerHome from,
      Path folder,
      ValidatorsFile wanted,
      RandomGenerator random,
      Scheduler scheduler,
      InstantSource clock,
      Forcing forcing) {
    requireMovable(from, wanted);
    List<LedgerHome> whole = requireOwn(from, folder, wanted);
    Path there = thereAbove(folder.toAbsolutePath());
    ValidatorsFile file = ValidatorHomes.withKeys(folder, wanted, from.network().chainId(), random);
    List<Genesis.Validator> validators = Founding.sorted(file);
    whole.forEach(home ->
        requireMove(home, home.move().filter(m -> m.validators().equals(validators)).isPresent()));
    forceKeys(folder, there, wanted, forcing);
    ChainMove move = from.moveTo(validators, scheduler, clock);
    whole.forEach(home -> requireMove(home, home.move().equals(Optional.of(move))));
    if (isCeremony(wanted)) {
      writeShared(from, folder, file);
    }
    for (int i = 0; i < wanted.entries().size(); i++) {
      if (!isWhole(folder, wanted.entries().get(i))) {
        write(from, folder, file, i, wanted, move);
      }
    }
    return new Moved(
        wanted,
        file.entries().stream().map(own -> LedgerHome.open(folder.resolve(own.name()))).toList(),
        move);
  }

  private static void requireMovable(LedgerHome from, ValidatorsFile wanted) {
    String chainId = from.network().chainId();
    if (wanted.hasStakes()) {
      throw new InvalidHome(
          "a chain without staking moves to validators with powers: write 'power' in place of"
              + " 'stake' for each");
    }
    wanted
        .chain()
        .filter(chain -> !chain.chainId().equals(chainId))
        .ifPresent(chain -> {
          throw new InvalidHome(
              "the file of validators is of chain " + chain.chainId() + ", not of " + chainId);
        });
  }

  /// Whether operators made keys of their own.
  private static boolean isCeremony(ValidatorsFile wanted) {
    return wanted.entries().stream().anyMatch(entry -> entry.keys().isPresent());
  }

  /// Takes the folder of one validator, whose keys are in its home, from who moved the chain.
  ///
  /// @param genesisFile beside which the other files of the move stand
  /// @throws InvalidHome if the move is not to the validators of the file, or one is missing
  static LedgerHome join(Path home, ValidatorsFile file, Path genesisFile, Genesis genesis) {
    ChainMove move =
        new HomeFiles(genesisFile.toAbsolutePath().resolveSibling("."))
            .move()
            .orElseThrow(() -> new InvalidHome("there is no file moved beside " + genesisFile));
    if (!Founding.sorted(file).equals(move.validators())
        || !move.head().getChainRef().equals(ByteString.copyFrom(genesis.chainRef()))) {
      throw new InvalidHome(
          "the chain beside "
              + genesisFile
              + " was not moved to the validators of the file: their keys or powers differ, or it"
              + " is another chain; ask who moved it");
    }
    ValidatorsFile.Entry own = ValidatorHomes.own(home, file);
    copyChain(genesisFile.toAbsolutePath().resolveSibling("."), home, move);
    return ValidatorHomes.write(home, genesis, file, own).withMove(move);
  }

  /// A home's genesis is written last.
  private static boolean isWhole(Path folder, ValidatorsFile.Entry own) {
    return Files.exists(folder.resolve(own.name()).resolve("genesis"));
  }

  /// The homes that are whole: what another chain has here must not be written over, and its keys
  /// are not taken.
  private static List<LedgerHome> requireOwn(LedgerHome from, Path folder, ValidatorsFile wanted) {
    List<LedgerHome> whole = new ArrayList<>();
    for (ValidatorsFile.Entry own : wanted.entries()) {
      if (isWhole(folder, own)) {
        LedgerHome home = LedgerHome.open(folder.resolve(own.name()));
        requireMove(home, home.move().isPresent() && home.genesis().equals(from.genesis()));
        whole.add(home);
      }
    }
    if (isWhole(folder, wanted.entries().getLast())) {
      throw new InvalidHome(folder + " has a chain already; choose another folder");
    }
    return whole;
  }

  private static void requireMove(LedgerHome home, boolean own) {
    if (!own) {
      throw new InvalidHome(
          home.folder()
              + " is a home of another chain, or of another move of this one; choose another"
              + " folder");
    }
  }

  private static Path thereAbove(Path folder) {
    Path at = folder;
    for (Path up = at.getParent(); up != null; up = at.getParent()) {
      at = up;
      if (Files.exists(at)) {
        break;
      }
    }
    return at;
  }

  /// No power cut may take keys away that the chain names: their files are durable, and with this
  /// the directories that lead to them.
  ///
  /// @param there was there before
  private static void forceKeys(Path folder, Path there, ValidatorsFile wanted, Forcing forcing) {
    List<Path> made = new ArrayList<>();
    for (ValidatorsFile.Entry own : wanted.entries()) {
      if (own.keys().isEmpty()) {
        made.add(folder.resolve(own.name()).resolve("keystore"));
        made.add(folder.resolve(own.name()));
      }
    }
    if (made.isEmpty()) {
      return;
    }
    Path at = folder.toAbsolutePath();
    made.add(at);
    while (!at.equals(there) && at.getParent() != null) {
      at = at.getParent();
      made.add(at);
    }
    for (Path directory : made) {
      try {
        forcing.force(directory);
      } catch (IOException e) {
        throw new InvalidHome(
            "the keys below "
                + folder
                + " cannot be kept, so the chain was not moved: "
                + directory
                + ": "
                + e.getMessage(),
            e);
      }
    }
  }

  private static void write(
      LedgerHome from,
      Path folder,
      ValidatorsFile file,
      int index,
      ValidatorsFile wanted,
      ChainMove move) {
    ValidatorsFile.Entry own = file.entries().get(index);
    Path home = folder.resolve(own.name());
    copyChain(from.folder(), home, move);
    try {
      if (index == 0 && !isCeremony(wanted)) {
        copyTreasury(from.folder(), home);
      }
      if (wanted.entries().get(index).keys().isPresent()) {
        DurableFiles.replace(home.resolve(ValidatorHomes.SHARED), file.format());
      }
    } catch (IOException e) {
      throw cannotCopy(from.folder(), home, e);
    }
    ValidatorHomes.write(home, from.genesis(), file, own);
  }

  private static void writeShared(LedgerHome from, Path folder, ValidatorsFile file) {
    try {
      copyTreasury(from.folder(), folder);
    } catch (IOException e) {
      throw cannotCopy(from.folder(), folder, e);
    }
    ValidatorHomes.writeShared(folder, from.genesis(), file);
  }

  /// The blocks, the snapshots and where they end.
  private static void copyChain(Path from, Path home, ChainMove move) {
    try {
      copyFiles(from.resolve("blocks"), home.resolve("blocks"));
      copyFiles(from.resolve("snapshots"), home.resolve("snapshots"));
      DurableFiles.replace(home.resolve(HomeFiles.MOVED), move.encode().toByteArray());
    } catch (IOException e) {
      throw cannotCopy(from, home, e);
    }
  }

  private static InvalidHome cannotCopy(Path from, Path to, IOException e) {
    return new InvalidHome("cannot copy " + from + " to " + to + ": " + e, e);
  }

  private static void copyFiles(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    DurableFiles.forceDirectory(to.toAbsolutePath().resolveSibling("."));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        Path copy = to.resolve(String.valueOf(file.getFileName()));
        Path part = to.resolve(file.getFileName() + ".part");
        Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
        DurableFiles.adopt(part, copy);
      }
    }
  }

  private static void copyTreasury(Path from, Path to) throws IOException {
    Path key = from.resolve("keystore").resolve("treasury");
    if (Files.exists(key)) {
      Files.createDirectories(to.resolve("keystore"));
      DurableFiles.forceDirectory(to);
      DurableFiles.replaceSecret(
          to.resolve("keystore").resolve("treasury"), DurableFiles.readSecret(key, MAX_KEY));
    }
  }
}
