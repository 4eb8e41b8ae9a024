/** Wishes about the test lab that have nothing to do with each other, relative ones among them. */
export const wishes = [
  'Create a Debian 13 container called notes with 2 cores and 2 GB of memory on elm.',
  'Two more cores for mail, and grow its disk by 20 GB.',
  'Double the memory of resolver.',
  'I no longer need sandbox.',
  'Stop build-box.',
  'shop-1 should move to ash and get 1 GB more memory.',
  'Three Alpine containers called worker-1 to worker-3, 1 core and 512 MB each. Keep worker-1 and worker-2 apart.',
  'A Nextcloud on mini-2.',
  'Jellyfin on mini-2, port 8096.',
  'Get rid of immich.',
  'two Gitea instances: gitea-home on mini-1 and gitea-work on mini-2',
  'Back up shop-2 every night to offsite, keep 7 daily.',
  'printer.lan should point to 192.168.1.60.',
  'An Ubuntu 24.04 VM called ledger, 4 cores, 8 GB, 60 GB disk on pool1, VLAN 30. Back up ledger nightly.',
  "Don't touch vault.",
] as const
