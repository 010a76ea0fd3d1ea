-- A small store to try a data map on: sqlite3 shop.db < shop.sql
CREATE TABLE customer (id TEXT PRIMARY KEY, mail TEXT, full_name TEXT, joined_ms INTEGER, card_number TEXT);
CREATE TABLE visit (id INTEGER PRIMARY KEY, customer_id TEXT, at_us INTEGER, address TEXT, browser TEXT);
CREATE TABLE letter (id INTEGER PRIMARY KEY, visit_id INTEGER, sent TEXT, body TEXT, recipient TEXT);
INSERT INTO customer VALUES
  ('c-1', 'ada@shop.example', 'Ada Brook', 1767225600000, '4000-0000-0000-0001'),
  ('c-2', 'ben@shop.example', 'Ben Strand', 1769904000000, '4000-0000-0000-0002');
INSERT INTO visit VALUES
  (1, 'c-1', 1772323200000000, '192.0.2.10', 'Lynx/2.9'),
  (2, 'c-1', 1775001600000000, '192.0.2.11', 'Lynx/2.9'),
  (3, 'c-2', 1772326800000000, '198.51.100.7', 'Links/2.3'),
  (4, 'c-2', 1772323200000000, '192.0.2.10', 'Links/2.3');
INSERT INTO letter VALUES
  (1, 1, '2026-03-01T00:05:00Z', 'Where is my parcel?', 'post@shop.example'),
  (2, 2, '2026-04-01T00:00:00Z', 'It came, thank you.', 'post@shop.example'),
  (3, 3, '2026-03-01T01:10:00Z', 'Please close my account.', 'post@shop.example');
