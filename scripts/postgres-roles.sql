-- Creates a database and two roles: an owner that migrates, and a role without DDL rights for the server.
-- Run it once as a superuser:
--   psql -v owner_password=… -v password=… -f scripts/postgres-roles.sql
-- Then, at first and after each upgrade, migrate as chatapp_owner and start the servers as chatapp (docs/operations.md,
-- "Two roles").
\set ON_ERROR_STOP on
CREATE ROLE chatapp_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE chatapp LOGIN PASSWORD :'password';
CREATE DATABASE chatapp OWNER chatapp_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE chatapp FROM PUBLIC;
GRANT CONNECT ON DATABASE chatapp TO chatapp;

\connect chatapp
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO chatapp_owner;
GRANT USAGE ON SCHEMA public TO chatapp;

-- Applies to all tables that migrations create, now or later.
ALTER DEFAULT PRIVILEGES FOR ROLE chatapp_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO chatapp;
