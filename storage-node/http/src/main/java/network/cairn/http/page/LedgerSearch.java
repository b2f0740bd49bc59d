package network.cairn.http.page;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.InvalidAddress;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds in the ledger what a number, an address or a CID names. What is found is proved; that
/// nothing more keeps a CID is not.
final class LedgerSearch {
  private static final int MOST_FOUND = 50;

  /// Pages of everybody's agreements that are looked through for a CID.
  private static final int MOST_PAGES = 50;

  private final LedgerServices ledger;
  private final Profile profile;

  LedgerSearch(LedgerServices ledger) {
    this.ledger = ledger;
    this.profile = Profile.of(ledger.network().chainId());
  }

  /// Adds what is found.
  ///
  /// @param cid the word as one, if it is
  /// @param known whether the word names something that is not the ledger's
  /// @return whether all that could be looked at was
  /// @throws BadRequest if the word names nothing at all
  boolean find(String word, Optional<Cid> cid, boolean known, Asked asked, ArrayNode found) {
    LedgerView state = ledger.chain().head().state();
    if (word.matches("[1-9][0-9]{0,17}")) {
      number(state, Long.parseLong(word), found);
    } else if (word.startsWith("cairn1") || word.startsWith("tcairn1")) {
      address(state, word, found);
    } else if (cid.isPresent()) {
      return cid(state, cid.get(), found, asked);
    } else if (!known) {
      throw new BadRequest("q is no number, no address, no CID and no name of a peer");
    }
    return true;
  }

  private void number(LedgerView state, long id, ArrayNode found) {
    state.agreement(id).ifPresent(agreement -> found.add(agreement(agreement)));
    state.set(id).ifPresent(set -> found.add(set(set)));
    state
        .ticket(id)
        .ifPresent(ticket -> {
          ObjectNode out = named("ticket", ticket.id());
          out.put("Agreement", ticket.agreement());
          out.put("Amount", ticket.pot().decimal());
          out.put("Account", ticket.reservedBy().map(this::text).orElse(""));
          found.add(out);
        });
  }

  private void address(LedgerView state, String word, ArrayNode found) {
    Address address;
    try {
      address = Addresses.parse(profile, word);
    } catch (InvalidAddress e) {
      throw new BadRequest("q: " + e.getMessage());
    }
    state
        .account(address)
        .ifPresent(account -> {
          ObjectNode out = named("account", 0);
          out.put("Account", word);
          out.put("Amount", account.balance().decimal());
          found.add(out);
        });
    state.provider(address).ifPresent(provider -> found.add(provider(provider)));
    for (long id : ledger.chain().agreementsOf(address, MOST_FOUND)) {
      state.agreement(id).ifPresent(agreement -> found.add(agreement(agreement)));
    }
  }

  /// @return whether all agreements were looked at
  private boolean cid(LedgerView state, Cid cid, ArrayNode found, Asked asked) {
    long after = 0;
    for (int page = 0; page < MOST_PAGES; page++) {
      asked.deadline().check();
      Chain.AgreementPage some = ledger.chain().agreements(after);
      for (Chain.NamedRoot one : some.agreements()) {
        if (one.root().equals(ByteString.copyFrom(cid.bytes()))) {
          state.agreement(one.agreement()).ifPresent(agreement -> found.add(agreement(agreement)));
        }
        if (found.size() >= MOST_FOUND) {
          return false;
        }
      }
      if (!some.more()) {
        return true;
      }
      after = some.last();
    }
    return false;
  }

  private ObjectNode agreement(AgreementRecord agreement) {
    ObjectNode out = named("agreement", agreement.id());
    out.put("Agreement", agreement.id());
    out.put("Account", text(agreement.client()));
    out.put("Amount", agreement.escrow().decimal());
    out.put("Root", Cid.decode(agreement.root().toByteArray()).toString());
    out.put("Copies", agreement.slots().size());
    out.put("Closed", agreement.closedHeight());
    return out;
  }

  private ObjectNode set(SetRecord set) {
    ObjectNode out = named("set", set.id());
    out.put("Agreement", set.agreement());
    out.put("Account", text(set.provider()));
    out.put("Amount", set.collateral().decimal());
    out.put("State", set.status().name());
    out.put("Proven", set.proven());
    out.put("Unproven", set.unproven());
    return out;
  }

  private ObjectNode provider(ProviderRecord provider) {
    ObjectNode out = named("provider", 0);
    out.put("Account", text(provider.provider()));
    out.put("Amount", provider.bond().decimal());
    out.put("Proven", provider.promises().kept());
    out.put("Unproven", provider.promises().missed());
    return out;
  }

  static ObjectNode named(String kind, long id) {
    ObjectNode out = Json.object();
    out.put("Kind", kind);
    out.put("Id", id);
    return out;
  }

  private String text(Address address) {
    return Addresses.format(profile, address);
  }
}
