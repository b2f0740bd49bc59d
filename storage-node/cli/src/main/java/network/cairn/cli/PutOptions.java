package network.cairn.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import network.cairn.api.Kind;
import network.cairn.api.Option;
import network.cairn.base.units.Coins;
import network.cairn.base.units.InvalidQuantity;
import network.cairn.base.units.TermLength;

/// What can be judged of a `put` before a file is read, a block is written or anybody is asked: a
/// person who wrote it wrongly finds nothing done.
final class PutOptions {
  /// Standard input, where a path is expected.
  static final String INPUT = "-";

  private final Invocation invocation;

  private PutOptions(Invocation invocation) {
    this.invocation = invocation;
  }

  /// @throws UsageError if what is wanted is not said
  /// @throws CommandFailed naming the option that cannot be meant, and what it may be
  static PutOptions judged(Invocation invocation) {
    PutOptions options = new PutOptions(invocation);
    options.requireWanted();
    options.requireNumbers();
    options.require("for", TermLength::parse);
    options.require("max-price", Coins::parse);
    options.requireReceiptFolder();
    options.requireSomebodyToAsk();
    return options;
  }

  private void requireWanted() {
    List<String> paths = invocation.arguments();
    if (invocation.given("resume")) {
      if (!invocation.text("resume").orElse("").matches("[1-9][0-9]{0,17}")) {
        throw new CommandFailed(
            "option \"resume\" is the number of an agreement, as 'cairn agreement ls' lists it");
      }
      if (!paths.isEmpty()) {
        throw new UsageError("--resume fills an agreement that is paid and takes no path");
      }
    } else if (paths.isEmpty()) {
      throw new UsageError("argument \"path\" is required");
    }
    if (paths.stream().filter(INPUT::equals).count() > 1) {
      throw new UsageError("standard input can be read once");
    }
  }

  private void requireNumbers() {
    for (Option option : invocation.command().options()) {
      if (option.kind() instanceof Kind.Number bounds && invocation.given(option.name())) {
        long value = invocation.number(option.name()).orElseThrow();
        if (!bounds.holds(value)) {
          throw new CommandFailed(
              "option \""
                  + option.name()
                  + "\" is "
                  + bounds.least()
                  + " to "
                  + bounds.most()
                  + ", not "
                  + value);
        }
      }
    }
  }

  private void require(String option, Consumer<String> reader) {
    try {
      invocation.text(option).ifPresent(reader);
    } catch (InvalidQuantity e) {
      throw new CommandFailed("option \"" + option + "\": " + e.getMessage());
    }
  }

  private void requireReceiptFolder() {
    Path receipt = invocation.terminal().path(invocation.text("receipt").orElse("."));
    boolean folder = Files.isDirectory(receipt);
    if (!folder && invocation.arguments().size() > 1) {
      throw new CommandFailed(
          "several paths make several receipts: name a folder that is there with --receipt");
    }
    Path parent = folder ? receipt : receipt.toAbsolutePath().normalize().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new CommandFailed(
          "option \"receipt\": there is no folder "
              + Printable.line(String.valueOf(parent))
              + "; make it, or name another file");
    }
    boolean writable =
        folder || !Files.exists(receipt) ? Files.isWritable(parent) : Files.isWritable(receipt);
    if (!writable) {
      throw new CommandFailed(
          "the receipt cannot be written to "
              + Printable.line((folder ? parent : receipt).toString())
              + ": permission denied; name another place with --receipt");
    }
  }

  private void requireSomebodyToAsk() {
    boolean asks =
        !invocation.flag("yes") && !invocation.flag("dry-run") && !invocation.given("resume");
    if (asks
        && (!invocation.terminal().inputIsTerminal() || invocation.arguments().contains(INPUT))) {
      throw new CommandFailed(
          "there is nobody to ask; say --yes to pay, or --dry-run to see what it costs");
    }
  }

  /// Whether the user has named the receipt's file, not only its folder.
  boolean namesReceipt() {
    return !Files.isDirectory(invocation.terminal().path(invocation.text("receipt").orElse(".")));
  }

  /// Where an agreement's receipt goes.
  Path receipt(long agreement) {
    Path named = invocation.terminal().path(invocation.text("receipt").orElse("."));
    return Files.isDirectory(named)
        ? named.resolve(String.format(Locale.ROOT, "agreement-%d.receipt", agreement)).normalize()
        : named;
  }
}
