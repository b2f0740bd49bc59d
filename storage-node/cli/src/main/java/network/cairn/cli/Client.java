package network.cairn.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import network.cairn.api.Needs;
import network.cairn.api.table.NodeTable;

/// Finds who answers a command: the daemon that `--api` or the home's `api` file names, else the
/// repository itself. Where another process has that open and takes no calls, it is waited for.
final class Client {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(50);

  private final Roles roles;
  private final Invocation invocation;
  private final Path home;
  private final Waiting waiting;

  Client(Roles roles, Invocation invocation) {
    this(roles, invocation, Waiting.upTo(PATIENCE, MOMENT));
  }

  Client(Roles roles, Invocation invocation, Waiting waiting) {
    this.roles = roles;
    this.invocation = invocation;
    this.home = home(invocation);
    this.waiting = waiting;
  }

  /// `--repo-dir`, else `CAIRN_PATH`, else `~/.cairn`.
  static Path home(Invocation invocation) {
    Terminal terminal = invocation.terminal();
    Optional<String> named =
        invocation
            .text("repo-dir")
            .or(() -> Optional.ofNullable(terminal.environment().get("CAIRN_PATH")));
    return named
        .filter(n -> !n.isEmpty())
        .map(terminal::path)
        .orElseGet(() ->
            terminal
                .path(terminal.environment().getOrDefault("HOME", System.getProperty("user.home")))
                .resolve(".cairn"));
  }

  Path home() {
    return home;
  }

  /// What to do with whoever answers.
  interface Work<T> {
    T with(Api api) throws IOException;
  }

  /// Runs on the daemon if there is one, else on the repository under its lock.
  ///
  /// What needs neither is done in this process, unless the user names a daemon.
  <T> T anyhow(Work<T> work) throws IOException {
    if (!invocation.given("api")) {
      // A daemon elsewhere may reach what this machine does not.
      invocation.text("from").ifPresent(url -> NamedServer.tell(url, invocation.terminal().err()));
    }
    return TimeLimit.run(timeout(), begun -> found(work, begun));
  }

  private String timeout() {
    return invocation.text("timeout").orElse("");
  }

  /// @param begun called when this process has opened the repository itself
  private <T> T found(Work<T> work, Runnable begun) throws IOException {
    if (invocation.command().needs() == Needs.NOTHING && !invocation.given("api")) {
      try (Roles.LocalApi plain = roles.plain()) {
        return work.with(plain);
      }
    }
    while (true) {
      Optional<Rpc> daemon = daemon();
      Optional<ConnectException> gone = Optional.empty();
      if (daemon.isPresent()) {
        try {
          return work.with(daemon.get());
        } catch (ConnectException e) {
          requireOwn(e);
          gone = Optional.of(e);
        }
      }
      if (!isSilent(gone) && Holder.starting(home).isPresent() && waiting.again()) {
        // Opened now, the home would be taken when the daemon wants it.
        continue;
      }
      Optional<Roles.LocalApi> own = opened(gone);
      if (own.isPresent()) {
        try (Roles.LocalApi local = own.get()) {
          begun.run();
          return work.with(local);
        }
      }
    }
  }

  /// What the user named is not replaced by something else.
  private void requireOwn(ConnectException e) {
    if (invocation.given("api") || (e instanceof UnprovedDoor && invocation.given("api-auth"))) {
      throw unreachable(e);
    }
  }

  /// The api file may have outlived its daemon, and perhaps another listens there now; the lock
  /// decides who may open the repository. Where it is taken, a daemon that was silent is one.
  ///
  /// @param gone why the daemon did not answer, where an address was known
  /// @return empty where it is worth to try everything again
  private Optional<Roles.LocalApi> opened(Optional<ConnectException> gone) throws IOException {
    try {
      return Optional.of(local());
    } catch (IOException | CommandFailed e) {
      if (gone.isPresent() && gone.get() instanceof SilentDoor silent) {
        silent.addSuppressed(e);
        throw unreachable(silent);
      }
      if (!(e instanceof HomeTaken)) {
        throw e;
      }
      if (!waiting.again()) {
        Optional<Holder> holder = Holder.of(home);
        throw holder.isPresent() ? holder.get().busy(home) : new CommandFailed(Faults.text(e));
      }
      return Optional.empty();
    }
  }

  /// A command that may name a peer to fetch from may fetch from others, too.
  private Roles.LocalApi local() throws IOException {
    if (invocation.given("peer") || invocation.given("from")) {
      return roles.dialing(home);
    }
    boolean fetches =
        invocation.command().options().stream().anyMatch(o -> o.name().equals("peer"));
    return fetches && !invocation.flag("offline") ? roles.fetching(home) : roles.local(home);
  }

  /// Runs on the daemon only; one that is starting is waited for.
  <T> T online(Work<T> work) throws IOException {
    return TimeLimit.run(timeout(), _ -> onDaemon(work));
  }

  private <T> T onDaemon(Work<T> work) throws IOException {
    while (true) {
      Optional<Rpc> daemon = daemon();
      Optional<ConnectException> gone = Optional.empty();
      if (daemon.isPresent()) {
        try {
          return work.with(daemon.get());
        } catch (ConnectException e) {
          gone = Optional.of(e);
        }
      }
      Optional<Holder> starting = Holder.of(home).filter(Holder::isDaemon);
      if (starting.isEmpty() || invocation.given("api") || isSilent(gone)) {
        throw gone.isPresent() ? unreachable(gone.get()) : none();
      }
      if (!waiting.again()) {
        throw starting.get().busy(home);
      }
    }
  }

  private static boolean isSilent(Optional<ConnectException> gone) {
    return gone.filter(e -> e instanceof SilentDoor || e instanceof UnprovedDoor).isPresent();
  }

  /// The daemon, if an address is known; it may have gone.
  Optional<Rpc> daemon() throws IOException {
    return door().map(door -> rpc(door.address(), door.trust()));
  }

  /// Where the daemon is and what it is told of who calls; empty if no address is known.
  Optional<Door> door() throws IOException {
    Optional<String> named = invocation.text("api");
    if (named.isPresent()) {
      InetSocketAddress address = socketAddress(named.get());
      return Optional.of(new Door(address, ofNamed(address)));
    }
    Path file = home.resolve("api");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    InetSocketAddress address = own(file);
    return Optional.of(new Door(address, Trust.own(home, address, invocation.text("api-auth"))));
  }

  /// A daemon's address.
  record Door(InetSocketAddress address, Trust trust) {}

  private Rpc rpc(InetSocketAddress address, Trust trust) {
    Rpc rpc = new Rpc(address, trust);
    return invocation.flag("offline") ? rpc.offline() : rpc;
  }

  private static InetSocketAddress own(Path file) throws IOException {
    try {
      return socketAddress(Files.readString(file).strip());
    } catch (CommandFailed | CharacterCodingException e) {
      throw new CommandFailed(
          "the file "
              + file
              + ", in which the daemon wrote its address, is damaged; delete it, and start the"
              + " daemon again if it runs");
    }
  }

  /// A daemon that the user names may be another's, and needs to prove nothing where no token is
  /// asked for; nor where the user gives one for it.
  private Trust ofNamed(InetSocketAddress address) throws IOException {
    Optional<String> token = invocation.text("api-auth");
    if (token.isPresent()) {
      return Trust.given(token.get());
    }
    return invocation.command().guard().wanted() ? Trust.named(home, address) : new Trust.None();
  }

  private boolean stops() {
    return invocation.command().name().equals(NodeTable.SHUTDOWN.name());
  }

  private CommandFailed none() {
    return new CommandFailed(
        stops()
            ? "no daemon runs for " + home + ", so there is none to stop"
            : "this command must be run in online mode. Try running '" + starter() + "' first");
  }

  /// What starts the process that answers this command: a provider's home that runs as a plain
  /// daemon proves nothing.
  private String starter() {
    return invocation.command().name().startsWith("provider ")
        ? "cairn provider start"
        : "cairn daemon";
  }

  private CommandFailed unreachable(ConnectException why) {
    if (why instanceof UnprovedDoor) {
      return new CommandFailed(String.valueOf(why.getMessage()));
    }
    if (stops()) {
      return invocation.given("api")
          ? new CommandFailed("no daemon answers at the address given, so there is none to stop")
          : none();
    }
    return new CommandFailed(
        invocation.given("api")
            ? "cannot reach the daemon at the address given; is it running? Start it with '"
                + starter()
                + "'"
            : "cannot reach the daemon of "
                + home
                + ": nobody listens any more where its file api says; start it with '"
                + starter()
                + "'");
  }

  /// `/ip4/127.0.0.1/tcp/5001`, `/dns4/host/tcp/5001`, `127.0.0.1:5001` and
  /// `http://127.0.0.1:5001`.
  static InetSocketAddress socketAddress(String text) {
    String[] words = text.split("/");
    try {
      if (text.startsWith("/") && words.length >= 5 && words[3].equals("tcp")) {
        return new InetSocketAddress(words[2], Integer.parseInt(words[4]));
      }
      String plain = text.startsWith("http://") ? text.substring("http://".length()) : text;
      plain = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
      int colon = plain.lastIndexOf(':');
      return new InetSocketAddress(
          plain.substring(0, colon), Integer.parseInt(plain.substring(colon + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new CommandFailed(
          "\"" + text + "\" is no address of a daemon; write for example /ip4/127.0.0.1/tcp/5001");
    }
  }
}
