use std::net::{IpAddr, Ipv6Addr};

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use crate::domain::{NetworkHash, SaltPeriod};

/// Where a request comes from, as coarsely as one subscriber has it: an IPv4 address or an IPv6 /64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Network {
    V4([u8; 4]),
    V6([u8; 8]),
}

impl Network {
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::V4(v4.octets()),
            IpAddr::V6(v6) => Self::V6(prefix_64(v6)),
        }
    }
}

impl Network {
    /// What one customer of a provider may have many of: an IPv6 /48. IPv4 addresses are scarce.
    pub fn wider(self) -> Option<[u8; 6]> {
        match self {
            Self::V4(_) => None,
            Self::V6(octets) => octets.first_chunk().copied(),
        }
    }
}

fn prefix_64(address: Ipv6Addr) -> [u8; 8] {
    *address.octets().first_chunk().expect("16 bytes begin with 8")
}

/// How long a network keeps the same hash.
const SALT_LIFE_SECONDS: i64 = 7 * 24 * 3600;

/// Turns networks into hashes that mean nothing without the key and nothing to each other after the salt has changed.
#[derive(Clone)]
pub struct NetworkHasher {
    key: [u8; 32],
}

impl NetworkHasher {
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    pub fn hash(&self, network: Network, now: Timestamp) -> NetworkHash {
        self.hash_in(network, Self::period(now))
    }

    /// Which salt belongs to a moment.
    pub fn period(time: Timestamp) -> SaltPeriod {
        SaltPeriod(time.as_second().div_euclid(SALT_LIFE_SECONDS))
    }

    /// The hash that was, or will be, made in that period.
    pub fn hash_in(&self, network: Network, period: SaltPeriod) -> NetworkHash {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(&period.0.to_be_bytes());
        match network {
            Network::V4(octets) => mac.update(&octets),
            Network::V6(octets) => mac.update(&octets),
        }
        let digest = <[u8; 32]>::from(mac.finalize().into_bytes());
        NetworkHash::from_bytes(*digest.first_chunk().expect("32 bytes begin with 8"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_subscriber_is_one_network() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn hashes_are_keyed_and_the_salt_rotates() {
        let network = Network::of("192.0.2.1".parse().unwrap());
        let now = Timestamp::from_second(1_000_000_000).unwrap();
        let later = Timestamp::from_second(1_000_000_000 + SALT_LIFE_SECONDS).unwrap();
        let hasher = NetworkHasher::new([1; 32]);
        assert_eq!(hasher.hash(network, now), hasher.hash(network, now));
        assert_ne!(hasher.hash(network, now), hasher.hash(network, later));
        assert_ne!(hasher.hash(network, now), NetworkHasher::new([2; 32]).hash(network, now));
    }
}
