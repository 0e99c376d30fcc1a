-- The latest of what one advocate was credited, without a look at all the years before. Same name, wider: whoever asks for
-- an advocate's entries finds them by it as before.
DROP INDEX ledger_by_advocate;
CREATE INDEX ledger_by_advocate ON ledger (program_id, run, advocate_id, recorded_at) WHERE advocate_id IS NOT NULL;
