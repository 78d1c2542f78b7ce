-- The tables of vectorizer-mock on Citus: every collection on one worker, by its number. Nobody has run this here:
-- Citus is in no package that the tests could install. Try it on a copy, with `./run stores` against it.
--
-- First let a server make the tables in an empty database (`vectorizer-mock serve --store postgresql://…`), then, as a
-- user who may: psql -f citus.sql. Servers go on speaking to the coordinator.
BEGIN;
CREATE EXTENSION IF NOT EXISTS citus;
SET LOCAL search_path = vectorizer, public;

-- What belongs to a collection has its number at the front of each key, so all of it is on one worker.
SELECT create_distributed_table('records', 'collection', colocate_with => 'none');
SELECT create_distributed_table('vectors', 'collection', colocate_with => 'records');
SELECT create_distributed_table('deleted', 'collection', colocate_with => 'records');
SELECT create_distributed_table('tallies', 'collection', colocate_with => 'records');

-- Small, and written beside them: server, collections, indexes, keys, connections, nodes, places and key_places stay on
-- the coordinator. A transaction with a row there and rows on a worker is committed in two phases, by Citus.
COMMIT;
