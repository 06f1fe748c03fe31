//! The cloud port and its adapter, against AWS's stand-in and with the real SDK.

mod contract;
mod documents;
mod launching;
mod linux;
mod listing;
mod own_images;
mod policy;
mod prepared;
mod reporting;
mod setting_up;
mod uploading;
mod world;
