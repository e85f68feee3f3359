import pytest

from search_app.service.networks import is_other_machine, network_of, visitor_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:8080", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:8080", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::"),
        ("2001:db8::ffff:2", "2001:db8::"),
        ("[2001:db8::1]:8080", "2001:db8::"),
        ("[2001:db8::1]", "2001:db8::"),
        ("", ""),
        ("unix:", ""),
        ("unknown", ""),
        ("192.0.2.1:8080:9", ""),
    ],
)
def test_an_address_is_counted_as_its_network(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "counted"), [("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::"), ("", "unknown")]
)
def test_a_visitor_is_known_by_the_network_alone(address, counted):
    assert visitor_of(address) == counted


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "", "unix:"])
def test_a_proxy_on_this_machine_is_known_by_its_address(address):
    assert not is_other_machine(address)


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "0.0.0.0"])
def test_other_machines_are_others(address):
    assert is_other_machine(address)


def test_what_is_too_long_to_be_kept_is_read_all_the_same():
    address = f"fe80::1%{'a' * 80}"
    assert (network_of(address), is_other_machine(address)) == (network_of("fe80::1%a"), True)
    assert not is_other_machine("a" * 10_000)
