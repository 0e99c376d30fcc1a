DROP INDEX ledger_by_advocate;
CREATE INDEX ledger_by_advocate ON ledger (program_id, run, advocate_id) WHERE advocate_id IS NOT NULL;
